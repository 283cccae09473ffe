/**
 * A text so written that comparing code units puts "web-9" before "web-10" and does not tell "Web" from "web": numbers
 * begin with their length.
 */
export function naturalKey(text: string): string {
  const plain = text.normalize('NFKD').toLowerCase();
  return plain.replace(/\d+/g, (digits) => {
    const number = digits.replace(/^0+(?=\d)/, '');
    return `${String.fromCharCode(0x30 + Math.min(number.length, 64))}${number}`;
  });
}
