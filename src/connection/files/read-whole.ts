import type { ReadHandle } from './file-system.js';

/**
 * Reads until there is as much as asked for, or the file ends: servers may give less at a time.
 *
 * @param into may be used for it, as in `ReadHandle`
 */
export async function readWhole(
  reading: ReadHandle,
  offset: number,
  length: number,
  into?: Buffer,
): Promise<Buffer> {
  const first = await reading.read(offset, length, into);
  if (first.length === length || first.length === 0) return first;
  const parts = [first];
  for (let at = first.length; at < length;) {
    const next = await reading.read(offset + at, length - at);
    if (next.length === 0) break;
    parts.push(next);
    at += next.length;
  }
  return Buffer.concat(parts);
}
