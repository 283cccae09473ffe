import type { Candidate } from './conflicts.js';
import type { FileAttributes } from './file-system.js';

/** One thing that is copied. */
export interface Item extends Candidate {
  readonly parent: Folder | null;
}

/** A folder that is being copied: finished when all that is in it is. */
export interface Folder {
  readonly item: Item;
  pending: number;
  /** Whether something in it was left out: a moved folder stays then. */
  incomplete: boolean;
  /** How many entries in it have failed. */
  failures: number;
  /** Whether this copy made it. One that was there keeps its mode and time. */
  readonly isOurs: boolean;
  /** Where the target ignores case: the sources of this copy in it, by their names, folded. */
  readonly names: Map<string, string>;
}

/** The folders of a copy that an item is in, from the nearest. */
export function foldersAbove({ parent }: Item): Folder[] {
  return parent ? [parent, ...foldersAbove(parent.item)] : [];
}

/** What an item counts for, in bytes. */
export const sizeOf = ({ kind, size }: FileAttributes) => (kind === 'file' ? size : 0);
