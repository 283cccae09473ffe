import { nameBytes } from '../../shared/file-name.js';
import { nameFault } from '../../shared/name-rules.js';
import type { FileSystemTraits } from './file-system.js';

/** Why a side's system cannot have a file of this name, for a Problem's details; null when it can. */
export function nameRefusal({ names }: Pick<FileSystemTraits, 'names'>, name: string): string | null {
  const fault = nameFault(names, name);
  if (fault === null) return null;
  switch (fault.kind) {
    case 'folder':
      return 'Every folder has this name for itself or the one above';
    case 'character':
      return `${JSON.stringify(fault.character)} is not allowed in names`;
    case 'ending':
      return 'Windows does not keep a dot or a space at the end of a name';
    case 'device':
      return 'Windows keeps this name for a device';
    case 'bytes':
      return 'The name is not valid UTF-8';
    case 'long':
      return `Windows allows ${fault.most} characters in a name`;
  }
}

/** What two names have in common when a system does not tell upper from lower case. */
export function caseFolded(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase();
}

/** A name or path as a side compares it with others. */
export function foldedFor({ ignoresCase }: Pick<FileSystemTraits, 'ignoresCase'>, name: string): string {
  return ignoresCase ? caseFolded(name) : name;
}

/** Bytes of a name on nearly every disk. */
const MAX_NAME_BYTES = 255;

/** Names to try where one is taken: `report.txt`, `report (2).txt`, … A name of full length gives way to the number. */
export function numberedName(name: string, number: number): string {
  // A dot at the start belongs to the name; `.tar.gz` is one extension.
  const match = /^(.+?)((?:\.tar)?\.[^.\s]{1,10})?$/s.exec(name);
  const ending = ` (${number})${match?.[2] ?? ''}`;
  // By characters: a cut through the middle of one would leave bytes that are no text.
  const stem = Array.from(match?.[1] ?? name);
  while (nameBytes(stem.join('') + ending).length > MAX_NAME_BYTES && stem.length > 1) stem.pop();
  return stem.join('') + ending;
}
