import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../shared/log.js';
import type { HostIdentity } from './host-identity.js';
import { isAboutServer, parseKnownHost, type KnownHost } from './known-hosts.js';

/** An entry of one of the person's own files, and where it stands. */
export interface UserKnownHost extends KnownHost {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** The files that OpenSSH reads where ssh_config does not say otherwise. */
export function defaultKnownHostsFiles(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): string[] {
  const own = join(homedir(), '.ssh');
  const system = platform === 'win32' ? join(env.ProgramData ?? 'C:\\ProgramData', 'ssh') : '/etc/ssh';
  return [
    join(own, 'known_hosts'),
    join(own, 'known_hosts2'),
    join(system, 'ssh_known_hosts'),
    join(system, 'ssh_known_hosts2'),
  ];
}

/** The person's own known_hosts files, which are read and never written. */
export class UserKnownHosts {
  public constructor(
    private readonly files: readonly string[],
    private readonly log: Log,
  ) {}

  /**
   * The entries about a node's server. A file that cannot be read counts as none, as with OpenSSH.
   */
  public async about(host: HostIdentity): Promise<UserKnownHost[]> {
    const texts = await Promise.all(this.files.map((file) => this.read(file)));
    return texts.flatMap((text, index) =>
      text.split(/\r?\n/).flatMap((content, line) => {
        const entry = parseKnownHost(content);
        if (entry === null || !isAboutServer(entry, host)) return [];
        return [{ ...entry, file: this.files[index] ?? '', line: line + 1 }];
      }),
    );
  }

  private async read(file: string): Promise<string> {
    try {
      return await readFile(file, 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT') this.log.warn('A known_hosts file cannot be read', { file, code });
      return '';
    }
  }
}
