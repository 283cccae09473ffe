export type XmlValue =
  string | number | boolean | Date | undefined | XmlValue[] | { [tag: string]: XmlValue };

/**
 * One element and all in it; undefined is left out.
 *
 * @param item the name of a list's elements: EC2's, or `member` in the older query protocol
 */
export function xmlElement(
  tag: string,
  value: XmlValue,
  namespace?: string,
  item: 'item' | 'member' = 'item',
): string {
  if (value === undefined) return '';
  const open = namespace === undefined ? `<${tag}>` : `<${tag} xmlns="${namespace}">`;
  return `${open}${xmlContent(value, item)}</${tag}>`;
}

function xmlContent(value: Exclude<XmlValue, undefined>, item: 'item' | 'member'): string {
  if (typeof value === 'string') return escapeXml(value);
  if (typeof value !== 'object') return String(value);
  if (value instanceof Date) return value.toISOString();
  let content = '';
  if (Array.isArray(value)) for (const each of value) content += xmlElement(item, each, undefined, item);
  else for (const tag in value) content += xmlElement(tag, value[tag], undefined, item);
  return content;
}

const SPECIAL = /[&<>"]/;

function escapeXml(text: string): string {
  return SPECIAL.test(text) ? text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`) : text;
}
