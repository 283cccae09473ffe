import type { FileSystemTraits } from './file-system.js';

/** Longest name on ext4, XFS, APFS and NTFS; bytes on the first two. */
const MAX_NAME_LENGTH = 255;
/** Devices of DOS, with any extension (Microsoft's "Naming Files, Paths, and Namespaces"). */
const WINDOWS_DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;
// eslint-disable-next-line no-control-regex -- Windows refuses names with control characters
const WINDOWS_FORBIDDEN = /[<>:"/\\|?*\u0000-\u001f]/;

/** Why a side's system cannot have a file of this name, in a few words; null when it can. */
export function nameFault({ names }: Pick<FileSystemTraits, 'names'>, name: string): string | null {
  if (names === 'posix') return null;
  const forbidden = WINDOWS_FORBIDDEN.exec(name)?.[0];
  if (forbidden !== undefined) return `Windows does not allow ${JSON.stringify(forbidden)} in names`;
  if (/[. ]$/.test(name)) return 'Windows does not keep a dot or a space at the end of a name';
  if (WINDOWS_DEVICE.test(name)) return 'Windows keeps this name for a device';
  if (/[\uDC80-\uDCFF]/.test(name)) return 'The name is not valid UTF-8';
  if (name.length > MAX_NAME_LENGTH) return `Windows allows ${MAX_NAME_LENGTH} characters in a name`;
  return null;
}

/** What two names have in common when a system does not tell upper from lower case. */
export function caseFolded(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase();
}

/** A name or path as a side compares it with others. */
export function foldedFor({ ignoresCase }: Pick<FileSystemTraits, 'ignoresCase'>, name: string): string {
  return ignoresCase ? caseFolded(name) : name;
}

/** Names to try where one is taken: `report.txt`, `report (2).txt`, … */
export function numberedName(name: string, number: number): string {
  // A dot at the start belongs to the name; `.tar.gz` is one extension.
  const match = /^(.+?)((?:\.tar)?\.[^.\s]{1,10})?$/s.exec(name);
  const stem = match?.[1] ?? name;
  return `${stem} (${number})${match?.[2] ?? ''}`;
}
