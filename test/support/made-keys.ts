import { execFile } from 'node:child_process';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A folder of keys that the real tools make: ssh-keygen, puttygen and openssl. All files have mode 0600. */
export class MadeKeys {
  public constructor(public readonly folder: string) {}

  public at(name: string): string {
    return join(this.folder, name);
  }

  /** Makes a key with ssh-keygen, its .pub beside it. */
  public async keygen(name: string, ...options: string[]): Promise<string> {
    const passphrase = options.includes('-N') ? [] : ['-N', ''];
    await run('ssh-keygen', ['-q', ...passphrase, '-C', `${name} comment`, '-f', this.at(name), ...options]);
    return this.at(name);
  }

  /** Converts a key without a passphrase to PuTTY's format with puttygen. */
  public async puttygen(
    from: string,
    name: string,
    version: 2 | 3,
    passphrase = '',
    parameters: readonly string[] = [],
  ): Promise<string> {
    const file = this.at(`${name}.passphrase`);
    await writeFile(file, passphrase);
    const options = ['-O', 'private', '--new-passphrase', file];
    const format = ['--ppk-param', [`version=${version}`, ...parameters].join(',')];
    await run('puttygen', [from, '-o', this.at(name), ...options, ...format]);
    await chmod(this.at(name), 0o600);
    return this.at(name);
  }

  /** Runs an openssl command that writes a key with `-out`. */
  public async openssl(name: string, ...args: string[]): Promise<string> {
    await run('openssl', [...args, '-out', this.at(name)]);
    await chmod(this.at(name), 0o600);
    return this.at(name);
  }

  public async write(name: string, content: string | Buffer, mode = 0o600): Promise<string> {
    await writeFile(this.at(name), content, { mode });
    return this.at(name);
  }

  public async publicLine(path: string): Promise<string> {
    return (await readFile(`${path}.pub`, 'utf8')).trim();
  }
}

/** What ssh-keygen -l says of a key file: bits and fingerprint. */
export async function toldByKeygen(
  path: string,
  hash: 'sha256' | 'md5' = 'sha256',
): Promise<{ bits: number; fingerprint: string }> {
  const { stdout } = await run('ssh-keygen', ['-l', '-E', hash, '-f', path]);
  const [bits = '', fingerprint = ''] = stdout.split(' ');
  return { bits: Number(bits), fingerprint };
}
