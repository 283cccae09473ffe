import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { problem, ProblemError } from '../../shared/problem.js';
import { fingerprintOf } from '../keys/wire.js';
import { formatKnownHost, parseKnownHosts, type KnownHost } from './known-hosts.js';

/** Which machine a host key belongs to. */
export interface HostIdentity {
  readonly nodeId: string;
  /** The node's name or id, for words. */
  readonly label: string;
  readonly region: string | null;
  readonly accountId: string | null;
}

/** A host key as the server showed it; the blob in SSH's wire format, base64. */
export interface HostKey {
  readonly type: string;
  readonly blob: string;
}

/**
 * The name that a node's keys are pinned under, such as `i-0abc.eu-central-1.123456789012`. Addresses are reused by
 * other machines; node ids are not.
 */
export function pinName({ nodeId, region, accountId }: HostIdentity): string {
  return [nodeId, region, accountId].filter((part) => part !== null).join('.');
}

/**
 * Whether an entry is about this node. Account or region may have been unknown when it was pinned, or may be now: a
 * pin must not be lost by that, so what is unknown on either side matches.
 */
function isAbout(entry: KnownHost, host: HostIdentity): boolean {
  return entry.hosts.some((name) => {
    const [nodeId, region, accountId] = name.split('.');
    const agrees = (pinned: string | undefined, now: string | null): boolean =>
      pinned === undefined || now === null || pinned === now;
    return nodeId === host.nodeId && agrees(region, host.region) && agrees(accountId, host.accountId);
  });
}

/** Our own known_hosts file: host keys pinned on first use, and never replaced unasked. */
export class HostKeys {
  private queue: Promise<unknown> = Promise.resolve();

  public constructor(private readonly file: string) {}

  /**
   * Compares the key that a node showed with the pinned one, pinning it when there is none.
   *
   * @throws ProblemError `ssh.host-key-changed`, also for a key of another type than the pinned ones: whoever stands
   *   in between could offer just that
   */
  public verify(host: HostIdentity, key: HostKey): Promise<'known' | 'first-use'> {
    // One after another, so that two first connections at once do not both pin.
    const result = this.queue.then(() => this.verifyNow(host, key));
    this.queue = result.catch(() => undefined);
    return result;
  }

  private async verifyNow(host: HostIdentity, key: HostKey): Promise<'known' | 'first-use'> {
    const pinned = parseKnownHosts(await this.readFile()).filter((entry) => isAbout(entry, host));
    if (pinned.some((entry) => entry.type === key.type && entry.blob === key.blob)) return 'known';
    const closest = pinned.find((entry) => entry.type === key.type) ?? pinned[0];
    if (closest !== undefined) throw new ProblemError(changed(host, key, closest));
    const entry = { hosts: [pinName(host)], ...key, comment: new Date().toISOString() };
    await mkdir(dirname(this.file), { recursive: true });
    await appendFile(this.file, formatKnownHost(entry), { mode: 0o600 });
    return 'first-use';
  }

  private async readFile(): Promise<string> {
    try {
      return await readFile(this.file, 'utf8');
    } catch (error) {
      // Only a file that is not there means "nothing pinned yet"; one that cannot be read must not look like it.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
      throw error;
    }
  }
}

function changed(host: HostIdentity, key: HostKey, pinned: KnownHost) {
  const print = (blob: string): string => fingerprintOf(Buffer.from(blob, 'base64'));
  return problem(
    'ssh.host-key-changed',
    {
      node: host.label,
      offered: print(key.blob),
      offeredType: key.type,
      known: print(pinned.blob),
      knownType: pinned.type,
      // The comment that we pin with is the time; a line that somebody added may have another.
      ...(pinned.comment === '' ? {} : { since: pinned.comment }),
    },
    { remedies: ['copy-details'] },
  );
}
