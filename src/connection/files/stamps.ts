/** What tells whether a file has changed. */
export interface Stamp {
  readonly size: number;
  /** Unix milliseconds. */
  readonly modifiedMs: number | null;
}

/** Whether two times are the same as far as SFTP can tell: it has whole seconds. Unknown ones are never the same. */
export function sameSecond(one: number | null, other: number | null): boolean {
  return one !== null && other !== null && Math.floor(one / 1_000) === Math.floor(other / 1_000);
}

/** Whether two files may be the same, by size and time. */
export function sameStamp(one: Stamp, other: Stamp): boolean {
  return one.size === other.size && sameSecond(one.modifiedMs, other.modifiedMs);
}

/** The stamp alone of what has one. */
export const stampOf = ({ size, modifiedMs }: Stamp): Stamp => ({ size, modifiedMs });
