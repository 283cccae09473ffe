import { createHash } from 'node:crypto';

const known = new Map<string, string>();
/** The things that are named so (zones, roles, images) are few; beyond this many they are not remembered. */
const REMEMBERED = 1000;

/** Seventeen hex digits that are the same each time for the same thing. */
export function shortHash(text: string): string {
  let hash = known.get(text);
  if (hash === undefined) {
    hash = createHash('sha256').update(text).digest('hex').slice(0, 17);
    if (known.size < REMEMBERED) known.set(text, hash);
  }
  return hash;
}
