import type { HostKeyTrust, PinnedKey } from '../shared/contract/host-keys.js';
import { problem, ProblemError, type Problem } from '../shared/problem.js';
import { fingerprintOf } from '../ssh/public-key.js';
import type { ConsoleKeys } from './console.js';
import type { ConsoleVerdict } from './console-keys.js';
import { certificateFault, certificateIn, plainKeyOf } from './host-certificate.js';
import type { HostIdentity, HostKey } from './host-identity.js';
import { isAboutServer, type KnownHost } from './known-hosts.js';
import { isKey, type Pin, type PinFile, type PinOwner } from './pin-file.js';
import { certificateProblem, changedProblem, contradictedProblem, type KnownBefore } from './problems.js';
import type { UserKnownHosts } from './user-known-hosts.js';

/** A key that is trusted, and whether the console's answer may still better that. */
export interface Verified {
  readonly trust: HostKeyTrust;
  readonly isPending: boolean;
}

interface Parts {
  readonly pins: PinFile;
  readonly user: Pick<UserKnownHosts, 'about'>;
  readonly console: Pick<ConsoleKeys, 'ask' | 'verdict'>;
  /** Hears of each node whose pins have changed. */
  readonly changed: (nodeId: string) => void;
}

/** What is known of a server before it shows its key. */
export interface Expected {
  /** The types of its known keys. */
  readonly types: string[];
  /** Whether an authority is trusted to sign certificates for it. */
  readonly certificates: boolean;
}

/**
 * Decides whether a server is the node that it should be: by a certificate of an authority that known_hosts names, by
 * what is pinned, by the person's own known_hosts, by what the instance printed to its console, else by trust on first
 * use. A pinned key is never replaced unasked.
 */
export class HostKeys {
  /** The key that each node showed last and that was refused, which alone can be accepted. */
  private readonly refused = new Map<string, { readonly host: HostIdentity; readonly key: HostKey }>();

  public constructor(private readonly parts: Parts) {}

  /** A connection begins: what is known of its server, to be asked for first. */
  public async expect(host: HostIdentity): Promise<Expected> {
    const pins = await this.parts.pins.of(host);
    if (wantsConsole(pins)) void this.parts.console.ask(host);
    const theirs = (await this.parts.user.about(host)).filter(({ marker }) => marker === null);
    const marked = await this.marked(host);
    return {
      types: [...new Set([...pins, ...theirs].map(({ type }) => type))],
      certificates: marked.some(({ marker }) => marker === 'cert-authority'),
    };
  }

  /**
   * Compares the key that a server showed with what is known of it, pinning it when nothing is. A certificate that no
   * trusted authority has signed counts for nothing but the key in it, as with OpenSSH.
   *
   * @throws ProblemError `ssh.host-key-changed`, also for a key of another type than the known ones: whoever stands in
   *   between could offer just that; `ssh.host-key-mismatch-console`; `ssh.host-key-revoked`;
   *   `ssh.host-certificate-invalid` for one of a trusted authority that is not good for this node, unless its key is
   *   trusted by itself
   */
  public async verify(host: HostIdentity, shown: HostKey): Promise<Verified> {
    const certificate = certificateIn(shown);
    const key = certificate === null ? shown : plainKeyOf(certificate);
    const marked = await this.marked(host);
    const authority = certificate?.authority.toString('base64');
    refuseRevoked(host, key, marked, [shown.blob, key.blob, authority]);
    const isCertified = marked.some(({ marker, blob }) => marker === 'cert-authority' && blob === authority);
    if (certificate === null || !isCertified) return this.verifyPlain(host, key, null);
    const fault = certificateFault(certificate, host);
    if (fault === null) return { trust: 'certificate', isPending: false };
    return this.verifyPlain(host, key, certificateProblem(host, certificate, fault));
  }

  /** @param objection what speaks against trusting the key on first use */
  private async verifyPlain(host: HostIdentity, key: HostKey, objection: Problem | null): Promise<Verified> {
    const pins = await this.parts.pins.of(host);
    const plain = (await this.parts.user.about(host)).filter(({ marker }) => marker === null);
    if (pins.some(isKey(key))) return { trust: 'known', isPending: wantsConsole(pins) };
    if (plain.some(isKey(key))) {
      await this.pin(host, key, 'user-known-hosts');
      return { trust: 'user-known-hosts', isPending: false };
    }
    const before = closest(key, pins) ?? closest(key, plain);
    if (before !== undefined) throw await this.changed(host, key, before);
    return this.firstContact(host, key, objection);
  }

  /**
   * Waits for what the console says of a key that was trusted meanwhile.
   *
   * @returns the better trust, or null where nothing changes
   * @throws ProblemError `ssh.host-key-mismatch-console` when it lists others; what was pinned unverified is given up
   */
  public async settle(host: HostIdentity, key: HostKey): Promise<HostKeyTrust | null> {
    const verdict = await this.parts.console.verdict(host, key);
    if (verdict === 'unknown') return null;
    if (verdict === 'others') {
      await this.parts.pins.retire(host, 'contradicted', isUnverified);
      this.parts.changed(host.nodeId);
      throw await this.contradicted(host, key, 'after');
    }
    await this.parts.pins.verified(host, key, 'console');
    this.parts.changed(host.nodeId);
    return 'console-verified';
  }

  /** Pins further keys of a server that has proved to have them (UpdateHostKeys of OpenSSH). */
  public async learn(host: HostIdentity, keys: readonly HostKey[]): Promise<void> {
    // Nothing is pinned where the console has contradicted the key of this very connection.
    if ((await this.parts.pins.of(host)).length === 0) return;
    const marked = await this.marked(host);
    for (const key of keys) {
      if (isRevoked(marked, [key.blob])) continue;
      await this.pin(host, key, 'learned');
    }
  }

  /**
   * Trusts the key that a node has just shown, in place of what was pinned for it.
   *
   * @throws Error when the node has shown another key since, or none
   */
  public async accept(nodeId: string, fingerprint: string): Promise<void> {
    const offered = this.refused.get(nodeId);
    if (offered === undefined || printOf(offered.key) !== fingerprint)
      throw new Error(`${nodeId} has not just shown the key ${fingerprint}`);
    this.refused.delete(nodeId);
    await this.parts.pins.replace(offered.host, offered.key, 'accepted');
    this.parts.changed(nodeId);
  }

  /** What is pinned for a node, on all its ports. */
  public async known(owner: PinOwner): Promise<PinnedKey[]> {
    const pins = await this.parts.pins.of(owner);
    return pins.map(({ type, since, via, port, ...key }) => ({
      type,
      since,
      via,
      port,
      fingerprint: printOf(key),
    }));
  }

  /** Gives up all that is pinned for a node: the next connection is a first one. */
  public async forget(owner: PinOwner): Promise<void> {
    await this.parts.pins.retire(owner, 'forgotten');
    this.parts.changed(owner.nodeId);
  }

  private async firstContact(host: HostIdentity, key: HostKey, objection: Problem | null): Promise<Verified> {
    const verdict = await this.parts.console.verdict(host, key, 'soon');
    if (verdict === 'others') throw await this.contradicted(host, key, 'before');
    const isListed = verdict === 'listed';
    if (objection !== null && !isListed) {
      this.refused.set(host.nodeId, { host, key });
      throw new ProblemError(objection);
    }
    const pins = await this.parts.pins.add(host, key, isListed ? 'console' : 'first-use', true);
    this.parts.changed(host.nodeId);
    // Another first connection was faster, and had another answer.
    const other = pins.some(isKey(key)) ? undefined : closest(key, pins);
    if (other !== undefined) throw await this.changed(host, key, other);
    return { trust: isListed ? 'console-verified' : 'first-use', isPending: verdict === 'late' };
  }

  private async pin(host: HostIdentity, key: HostKey, via: 'user-known-hosts' | 'learned'): Promise<void> {
    if ((await this.parts.pins.of(host)).some(isKey(key))) return;
    await this.parts.pins.add(host, key, via);
    this.parts.changed(host.nodeId);
  }

  private async changed(host: HostIdentity, key: HostKey, before: KnownBefore): Promise<ProblemError> {
    const verdict = await this.parts.console.verdict(host, key, 'soon');
    const said: ConsoleVerdict = verdict === 'late' ? 'unknown' : verdict;
    this.refused.set(host.nodeId, { host, key });
    return new ProblemError(changedProblem(host, key, before, said));
  }

  private async contradicted(
    host: HostIdentity,
    key: HostKey,
    when: 'before' | 'after',
  ): Promise<ProblemError> {
    const listed = await this.parts.console.ask(host);
    this.refused.set(host.nodeId, { host, key });
    return new ProblemError(contradictedProblem(host, key, listed, when));
  }

  /** The lines about a server that are marked, of all files: authorities, and keys that are revoked. */
  private async marked(host: HostIdentity): Promise<KnownHost[]> {
    const ours = (await this.parts.pins.entries()).filter((entry) => isAboutServer(entry, host));
    return [...ours, ...(await this.parts.user.about(host))].filter(({ marker }) => marker !== null);
  }
}

/** A line marked `@revoked` in any of the files holds against every other, and against what its key has signed. */
const isRevoked = (marked: readonly KnownHost[], blobs: readonly (string | undefined)[]): boolean =>
  marked.some(({ marker, blob }) => marker === 'revoked' && blobs.includes(blob));

function refuseRevoked(
  host: HostIdentity,
  key: HostKey,
  marked: readonly KnownHost[],
  blobs: readonly (string | undefined)[],
): void {
  if (!isRevoked(marked, blobs)) return;
  const offered = printOf(key);
  throw new ProblemError(
    problem('ssh.host-key-revoked', { node: host.label, offered }, { remedies: ['copy-details'] }),
  );
}

/** Whether the console could say more about a server than we know. */
const wantsConsole = (pins: readonly Pin[]): boolean => pins.every(isUnverified);

const isUnverified = ({ via }: Pin): boolean => via === 'first-use' || via === 'learned';

/** The key to name as the one known before: of the same type, if there is one. */
const closest = <Key extends HostKey>(key: HostKey, known: readonly Key[]): Key | undefined =>
  known.find(({ type }) => type === key.type) ?? known[0];

const printOf = ({ blob }: Pick<HostKey, 'blob'>): string => fingerprintOf(Buffer.from(blob, 'base64'));
