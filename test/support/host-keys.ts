import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A public host key made by the real ssh-keygen, and what ssh-keygen says of it. */
export interface MadeHostKey {
  readonly type: string;
  readonly blob: string;
  readonly sha256: string;
  /** The lines of `ssh-keygen -l`, by kind of fingerprint. */
  readonly lines: { readonly sha256: string; readonly md5: string };
}

/** Makes a key pair in a folder. */
export function makeHostKey(folder: string, name: string, type: 'ed25519' | 'ecdsa' | 'rsa'): MadeHostKey {
  const file = join(folder, name);
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', 'root@node', '-f', file]);
  const [keyType = '', blob = ''] = readFileSync(`${file}.pub`, 'utf8').split(' ');
  const list = (hash: string) =>
    execFileSync('ssh-keygen', ['-l', '-E', hash, '-f', `${file}.pub`], { encoding: 'utf8' }).trim();
  const sha256 = list('sha256');
  return {
    type: keyType,
    blob,
    sha256: sha256.split(' ')[1] ?? '',
    lines: { sha256, md5: list('md5') },
  };
}
