/** Reads an absolute address; null for what is none. `URL.canParse` is too young for the development runtime's Node. */
export function readUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
