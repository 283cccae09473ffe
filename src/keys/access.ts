import type { KeyFile } from '../shared/contract/index.js';

/** What the rule of private key files says of one. */
export type Access = Pick<KeyFile, 'mode' | 'others' | 'mendCommand'>;

/** How private key files are judged and mended on one system. Paths are absolute; links are followed. */
export interface Permissions {
  /** Judges files as the system's OpenSSH does. A file whose permissions cannot be read is judged too open. */
  judge(paths: readonly string[]): Promise<Access[]>;
  /**
   * Makes a file its owner's alone, which the caller checks afterwards: not every filesystem keeps permissions.
   *
   * @returns gives the file its former permissions back, unless it has been changed or replaced since
   * @throws Error in the system's words
   */
  makePrivate(path: string): Promise<() => Promise<void>>;
}
