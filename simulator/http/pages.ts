/** What can be cut into pages: an array, or what makes its items when they are asked for. */
interface List<T> {
  readonly length: number;
  at(index: number): T | undefined;
}

/** One page of a list and the token for the next. */
export interface Page<T> {
  items: T[];
  nextToken: string | undefined;
}

/**
 * Cuts a page out of those of a list that match. A token is opaque to clients and says where the next page starts, so
 * that a page costs its own length and not the list's; undefined is returned for a token that was not made here.
 */
export function pageOf<T>(
  list: List<T>,
  size: number,
  token: string | undefined,
  matches: (item: T) => boolean = () => true,
): Page<T> | undefined {
  const start = token === undefined ? 0 : startOf(token);
  if (start === undefined || start > list.length) return undefined;
  const items: T[] = [];
  for (let index = start; index < list.length; index++) {
    const item = list.at(index) as T;
    if (!matches(item)) continue;
    if (items.length === size) {
      return { items, nextToken: Buffer.from(`${TOKEN_PREFIX}${index}`).toString('base64') };
    }
    items.push(item);
  }
  return { items, nextToken: undefined };
}

const TOKEN_PREFIX = 'simulator-page-from:';

function startOf(token: string): number | undefined {
  const text = Buffer.from(token, 'base64').toString();
  const start = Number(text.slice(TOKEN_PREFIX.length));
  return text.startsWith(TOKEN_PREFIX) && Number.isSafeInteger(start) && start >= 0 ? start : undefined;
}
