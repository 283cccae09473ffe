import { ESCAPED_BYTE } from './file-name.js';

/** Longest name on ext4, XFS, APFS and NTFS; bytes on the first two. */
const MAX_NAME_LENGTH = 255;
/** Devices of DOS, with any extension (Microsoft's "Naming Files, Paths, and Namespaces"). */
export const WINDOWS_DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;
/** Control characters are among them, but for those of Unicode above ASCII's. */
export const WINDOWS_FORBIDDEN = /[<>:"/\\|?*]|(?![\u007f-\u009f])\p{Cc}/u;

/** Whose rules names follow: what Windows forbids, or nothing but `/` and NUL. */
export type NameRules = 'posix' | 'windows';

/** Why a system cannot have a file of some name. */
export type NameFault =
  | { readonly kind: 'character'; readonly character: string }
  /** A dot or a space at the end. */
  | { readonly kind: 'ending' }
  /** CON, NUL and the like. */
  | { readonly kind: 'device' }
  /** Bytes that are no text. */
  | { readonly kind: 'bytes' }
  | { readonly kind: 'long'; readonly most: number }
  /** `.` and `..`, which every folder has. */
  | { readonly kind: 'folder' };

/** Why a system with these rules cannot have a file of this name; null when it can. */
export function nameFault(rules: NameRules, name: string): NameFault | null {
  if (name === '.' || name === '..') return { kind: 'folder' };
  const forbidden = (rules === 'windows' ? WINDOWS_FORBIDDEN : /[/\0]/).exec(name)?.[0];
  if (forbidden !== undefined) return { kind: 'character', character: forbidden };
  // Other systems take bytes, and how many is for their disks to say.
  if (rules === 'posix') return null;
  if (/[. ]$/.test(name)) return { kind: 'ending' };
  if (WINDOWS_DEVICE.test(name)) return { kind: 'device' };
  if (ESCAPED_BYTE.test(name)) return { kind: 'bytes' };
  return name.length > MAX_NAME_LENGTH ? { kind: 'long', most: MAX_NAME_LENGTH } : null;
}
