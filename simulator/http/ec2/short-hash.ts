import { createHash } from 'node:crypto';

/** Seventeen hex digits that are the same each time for the same thing. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 17);
}
