/** One page of a list and the token for the next. */
export interface Page<T> {
  items: T[];
  nextToken: string | undefined;
}

/**
 * Cuts a page out of a list. A token is opaque to clients and says where the next page starts; undefined is returned
 * for a token that was not made here.
 */
export function pageOf<T>(list: readonly T[], size: number, token: string | undefined): Page<T> | undefined {
  const start = token === undefined ? 0 : startOf(token);
  if (start === undefined || start > list.length) return undefined;
  const end = start + size;
  return {
    items: list.slice(start, end),
    nextToken: end < list.length ? Buffer.from(`${TOKEN_PREFIX}${end}`).toString('base64') : undefined,
  };
}

const TOKEN_PREFIX = 'simulator-page-from:';

function startOf(token: string): number | undefined {
  const text = Buffer.from(token, 'base64').toString();
  const start = Number(text.slice(TOKEN_PREFIX.length));
  return text.startsWith(TOKEN_PREFIX) && Number.isSafeInteger(start) && start >= 0 ? start : undefined;
}
