import { readFile } from 'node:fs/promises';
import type { PinVia } from '../shared/contract/host-keys.js';
import { writeWhole } from '../storage/json-file.js';
import { isNameOf, pinName, withPort, type HostIdentity, type HostKey } from './host-identity.js';
import { formatKnownHost, parseKnownHost, type KnownHost } from './known-hosts.js';

/** A host key that is trusted for a node. */
export interface Pin extends HostKey {
  /** When it was pinned (Unix ms); null for a line that somebody added by hand. */
  readonly since: number | null;
  readonly via: PinVia;
  readonly port: number;
}

/** Whose pins: those of one server of a node, or with the port null of all of them. */
export type PinOwner = Pick<HostIdentity, 'nodeId' | 'region' | 'accountId'> & {
  readonly port: number | null;
};

const VIAS: readonly PinVia[] = ['first-use', 'console', 'user-known-hosts', 'accepted', 'learned'];

/**
 * Our own known_hosts file. The comment of a line is the time at which it was pinned and what made the key trusted. A
 * pin that is given up stays as a comment: nothing is lost.
 */
export class PinFile {
  private queue: Promise<unknown> = Promise.resolve();

  public constructor(private readonly file: string) {}

  /** All entries, for those that hold for any host, such as revoked keys. */
  public async entries(): Promise<KnownHost[]> {
    return (await this.lines()).map(parseKnownHost).filter((entry) => entry !== null);
  }

  /** @throws Error when there is a file that cannot be read: it must not look like "nothing pinned yet" */
  public async of(owner: PinOwner): Promise<Pin[]> {
    return pinsIn(await this.lines(), owner);
  }

  /**
   * Pins a key.
   *
   * @param whenFirst only where the node has no pin yet
   * @returns all that is pinned now
   */
  public add(host: HostIdentity, key: HostKey, via: PinVia, whenFirst = false): Promise<Pin[]> {
    return this.edit(host, (lines) => {
      const pins = pinsIn(lines, host);
      return pins.some(isKey(key)) || (whenFirst && pins.length > 0)
        ? lines
        : [...lines, lineOf(host, key, via)];
    });
  }

  /** Notes that a pinned key has been verified since, keeping the time at which it was pinned. */
  public verified(host: HostIdentity, key: HostKey, via: PinVia): Promise<Pin[]> {
    return this.edit(host, (lines) =>
      lines.map((line) => {
        const entry = parseKnownHost(line);
        const pin = entry === null ? undefined : pinOf(entry, host);
        if (pin === undefined || !isKey(key)(pin)) return line;
        return lineOf(host, key, via, pin.since ?? Date.now());
      }),
    );
  }

  /** Gives up all pins of a server for a new one. */
  public replace(host: HostIdentity, key: HostKey, via: PinVia): Promise<Pin[]> {
    return this.edit(host, (lines) => [
      ...retired(lines, host, 'replaced', () => true),
      lineOf(host, key, via),
    ]);
  }

  /** Gives up the pins that a test picks. */
  public retire(
    owner: PinOwner,
    reason: 'forgotten' | 'contradicted',
    picks: (pin: Pin) => boolean = () => true,
  ): Promise<Pin[]> {
    return this.edit(owner, (lines) => retired(lines, owner, reason, picks));
  }

  private edit(owner: PinOwner, change: (lines: string[]) => string[]): Promise<Pin[]> {
    // One after another, so that of two first connections at once the second sees what the first has pinned.
    const result = this.queue.then(async () => {
      const before = await this.lines();
      const after = change(before);
      if (after !== before) await writeWhole(this.file, after.map((line) => `${line}\n`).join(''));
      return pinsIn(after, owner);
    });
    this.queue = result.catch(() => undefined);
    return result;
  }

  private async lines(): Promise<string[]> {
    try {
      const lines = (await readFile(this.file, 'utf8')).split(/\r?\n/);
      if (lines.at(-1) === '') lines.pop();
      return lines;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }
}

/** Whether something is the very key. */
export const isKey =
  (key: HostKey) =>
  (other: HostKey): boolean =>
    other.type === key.type && other.blob === key.blob;

function pinsIn(lines: readonly string[], owner: PinOwner): Pin[] {
  return lines
    .map(parseKnownHost)
    .map((entry) => (entry === null ? undefined : pinOf(entry, owner)))
    .filter((pin) => pin !== undefined);
}

/**
 * The names of an entry that say that it is this node's. The bare id says so only where it stands alone: beside a whole
 * name it is there for OpenSSH, and the whole name decides.
 */
function namesOf({ hosts }: KnownHost, owner: PinOwner): string[] {
  const anywhere = hosts.filter((host) => isNameOf(host, { ...owner, region: null, accountId: null }));
  const whole = anywhere.filter((host) => host.includes('.'));
  return (whole.length > 0 ? whole : anywhere).filter((host) => isNameOf(host, owner));
}

function pinOf(entry: KnownHost, owner: PinOwner): Pin | undefined {
  if (entry.marker !== null) return undefined;
  const [name] = namesOf(entry, owner);
  if (name === undefined) return undefined;
  const [time = '', word] = entry.comment.split(' ');
  const since = /^\d{4}-\d\d-\d\dT/.test(time) ? Date.parse(time) : NaN;
  // Lines with a time alone are of the first version, which knew first use only.
  const via = VIAS.find((candidate) => candidate === word) ?? 'first-use';
  return {
    type: entry.type,
    blob: entry.blob,
    port: Number(/:(\d+)$/.exec(name)?.[1] ?? 22),
    ...(Number.isNaN(since) ? { since: null, via: 'by-hand' } : { since, via }),
  };
}

const lineOf = (host: HostIdentity, key: HostKey, via: PinVia, since = Date.now()): string =>
  formatKnownHost({
    marker: null,
    // The bare id, too: it is what OpenSSH looks up for `ssh i-0abc`, and reads this file (docs/cli.md).
    hosts: [...new Set([pinName(host), withPort(host.nodeId, host.port)])],
    type: key.type,
    blob: key.blob,
    comment: `${new Date(since).toISOString()} ${via}`,
  });

/** The lines with some pins turned into comments; a line that is about others as well goes on without this name. */
function retired(
  lines: readonly string[],
  owner: PinOwner,
  reason: string,
  picks: (pin: Pin) => boolean,
): string[] {
  return lines.flatMap((line) => {
    const entry = parseKnownHost(line);
    const pin = entry === null ? undefined : pinOf(entry, owner);
    if (entry === null || pin === undefined || !picks(pin)) return [line];
    const own = namesOf(entry, owner);
    const isBare = (host: string) => !host.includes('.') && isNameOf(host, owner);
    const others = entry.hosts.filter((host) => !own.includes(host) && !isBare(host));
    const rest = others.length > 0 ? [formatKnownHost({ ...entry, hosts: others })] : [];
    return [`# ${reason} ${new Date().toISOString()}: ${line}`, ...rest];
  });
}
