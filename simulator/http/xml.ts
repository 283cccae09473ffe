export type XmlValue =
  string | number | boolean | Date | undefined | XmlValue[] | { [tag: string]: XmlValue };

/** One element and all in it. A list becomes `item` elements, as EC2 writes them; undefined is left out. */
export function xmlElement(tag: string, value: XmlValue, namespace?: string): string {
  if (value === undefined) return '';
  const open = namespace === undefined ? `<${tag}>` : `<${tag} xmlns="${namespace}">`;
  return `${open}${xmlContent(value)}</${tag}>`;
}

function xmlContent(value: Exclude<XmlValue, undefined>): string {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => xmlElement('item', item)).join('');
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([tag, child]) => xmlElement(tag, child))
      .join('');
  }
  return escapeXml(String(value));
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
