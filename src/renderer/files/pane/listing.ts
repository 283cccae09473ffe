import type { FileEntry, FilesPreferences } from '../../../shared/contract/index.js';
import { shownName } from '../../../shared/file-name.js';
import { naturalKey } from '../../../shared/natural-key.js';

/** A line of a folder with what sorting and searching look at, worked out once when it arrives. */
export interface Row {
  readonly entry: FileEntry;
  readonly name: string;
  /** The name as people are shown it. */
  readonly shown: string;
  /** The shown name so written that comparing code units sorts as people count. */
  readonly key: string;
  /** Whether it is a folder, or a link to one: those come first, and can be gone into. */
  readonly isFolder: boolean;
}

export type FileSort = FilesPreferences['sort'];
export type FileColumn = FileSort['column'];

type Compare = (a: Row, b: Row) => number;

/** Works out what a line needs. */
export function toRow(entry: FileEntry): Row {
  const shown = shownName(entry.name);
  const isFolder = entry.kind === 'directory' || entry.link?.kind === 'directory';
  return { entry, name: entry.name, shown, key: naturalKey(shown), isFolder };
}

const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
const byName: Compare = (a, b) => byText(a.key, b.key) || byText(a.name, b.name);
/** What has no value comes first, as nothing is less than something. */
const byNumber = (a: number | null, b: number | null): number => (a ?? -1) - (b ?? -1);

const columns: Readonly<Record<FileColumn, Compare>> = {
  name: byName,
  size: (a, b) => byNumber(a.entry.size, b.entry.size),
  modified: (a, b) => byNumber(a.entry.modifiedMs, b.entry.modifiedMs),
  mode: (a, b) => byNumber(a.entry.mode, b.entry.mode),
  owner: (a, b) =>
    byText(a.entry.owner ?? '', b.entry.owner ?? '') || byText(a.entry.group ?? '', b.entry.group ?? ''),
};

/** Folders first, whichever way the rest goes; equal ones by their names. */
export function rowCompare({ column, direction }: FileSort): Compare {
  const compare = columns[column];
  const sign = direction === 'ascending' ? 1 : -1;
  return (a, b) =>
    Number(b.isFolder) - Number(a.isFolder) || sign * compare(a, b) || (column === 'name' ? 0 : byName(a, b));
}

/**
 * Puts rows that have come into a sorted list. Looking up each one's place costs much less than sorting all again: a
 * folder of a hundred thousand comes in hundreds of parts.
 */
export function merge(sorted: readonly Row[], added: readonly Row[], compare: Compare): Row[] {
  const more = [...added].sort(compare);
  if (sorted.length === 0) return more;
  const merged: Row[] = [];
  let from = 0;
  for (const row of more) {
    const to = placeOf(sorted, row, compare, from);
    for (const before of sorted.slice(from, to)) merged.push(before);
    merged.push(row);
    from = to;
  }
  for (const after of sorted.slice(from)) merged.push(after);
  return merged;
}

function placeOf(sorted: readonly Row[], row: Row, compare: Compare, from: number): number {
  let low = from;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const there = sorted[middle];
    if (there !== undefined && compare(there, row) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What is shown of a folder: names that hold the filter's text, and hidden ones only if wanted. */
export function visible(rows: readonly Row[], filter: string, showHidden: boolean): readonly Row[] {
  const wanted = filter.trim().toLowerCase();
  if (wanted === '' && showHidden) return rows;
  return rows.filter(
    ({ name, shown }) =>
      (showHidden || !name.startsWith('.')) && (wanted === '' || shown.toLowerCase().includes(wanted)),
  );
}

/** The first row that begins with what is typed, looking from a place onwards and round; -1 when none does. */
export function typedIndex(rows: readonly Row[], typed: string, from: number): number {
  const wanted = typed.toLowerCase();
  for (let step = 0; step < rows.length; step++) {
    const index = (from + step) % rows.length;
    if (rows[index]?.shown.toLowerCase().startsWith(wanted) === true) return index;
  }
  return -1;
}
