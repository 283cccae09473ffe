export type XmlValue =
  string | number | boolean | Date | undefined | XmlValue[] | { [tag: string]: XmlValue };

/** One element and all in it. A list becomes `item` elements, as EC2 writes them; undefined is left out. */
export function xmlElement(tag: string, value: XmlValue, namespace?: string): string {
  if (value === undefined) return '';
  const open = namespace === undefined ? `<${tag}>` : `<${tag} xmlns="${namespace}">`;
  return `${open}${xmlContent(value)}</${tag}>`;
}

function xmlContent(value: Exclude<XmlValue, undefined>): string {
  if (typeof value === 'string') return escapeXml(value);
  if (typeof value !== 'object') return String(value);
  if (value instanceof Date) return value.toISOString();
  let content = '';
  if (Array.isArray(value)) for (const item of value) content += xmlElement('item', item);
  else for (const tag in value) content += xmlElement(tag, value[tag]);
  return content;
}

const SPECIAL = /[&<>"]/;

function escapeXml(text: string): string {
  return SPECIAL.test(text) ? text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`) : text;
}
