import type { ParsedKey, ServerHostKeyAlgorithm } from 'ssh2';
import type { Args, ConnectionCalls, Result, ShownHostKey } from '../shared/contract/index.js';
import { CERTIFICATE_SUFFIX, isCertificate, readCertificate } from '../ssh/certificate.js';
import { blobType, fingerprintOf } from '../ssh/public-key.js';
import type { Host } from './host.js';

/** Who hears what becomes of a server's key after it was trusted. */
export interface HostKeyListener {
  /** The trust has become better. */
  trusted(hostKey: ShownHostKey): void;
  /** The key is not to be trusted after all. */
  refused(error: unknown): void;
}

/** The check of one server's host key. Main knows the keys and decides; this asks it, in the order of SSH's messages. */
export class HostKeyCheck {
  private readonly expected: Promise<Result<ConnectionCalls, 'hostKey.expect'>>;
  private _shown: ShownHostKey | null = null;

  /** Tells main that a connection begins, so that what has to be looked up is there when the server shows its key. */
  public constructor(
    private readonly host: Host,
    private readonly port: number,
    private readonly listener: HostKeyListener,
  ) {
    this.expected = host.call('hostKey.expect', { port: port });
    // Whoever asks for the order meets the error.
    this.expected.catch(() => undefined);
  }

  /** The server's key once it is trusted; null before. */
  public get shown(): ShownHostKey | null {
    return this._shown;
  }

  /**
   * Host key algorithms in the order to offer them: those of known keys first, as OpenSSH does, so that a server that
   * has got a key of another type is still asked for the known one. Certificates are asked for where they can count.
   *
   * @throws ProblemError when main cannot read what is known
   */
  public async order(algorithms: readonly ServerHostKeyAlgorithm[]): Promise<ServerHostKeyAlgorithm[]> {
    const { types, certificates } = await this.expected;
    const ordered = knownFirst(algorithms, types);
    return certificates ? [...certificateAlgorithms(ordered), ...ordered] : ordered;
  }

  /**
   * Has main decide on the key that the server shows.
   *
   * @param blob the key or the certificate in SSH's wire format
   * @throws ProblemError such as `ssh.host-key-changed`
   */
  public async verify(blob: Buffer): Promise<void> {
    const { trust, isPending } = await this.host.call('hostKey.verify', this.keyArgs(blob));
    const key = isCertificate(blobType(blob)) ? readCertificate(blob).publicKey : blob;
    this._shown = { type: blobType(key), fingerprint: fingerprintOf(key), trust };
    if (isPending) void this.settle(this.keyArgs(key), this._shown);
  }

  /** Remembers further keys of which the server has proved that they are its own (hostkeys-00@openssh.com). */
  public async learn(keys: readonly ParsedKey[]): Promise<void> {
    if (this._shown === null) return;
    const blobs = keys.slice(0, MOST_KEYS).map((key) => ({ type: key.type, blob: key.getPublicSSH() }));
    await this.host.call('hostKey.learn', {
      port: this.port,
      keys: blobs.map(({ type, blob }) => ({ type, blob: blob.toString('base64') })),
    });
  }

  private keyArgs(blob: Buffer): Args<ConnectionCalls, 'hostKey.verify'> {
    return { port: this.port, type: blobType(blob), blob: blob.toString('base64') };
  }

  private async settle(key: Args<ConnectionCalls, 'hostKey.verify'>, shown: ShownHostKey): Promise<void> {
    try {
      const { trust } = await this.host.call('hostKey.settle', key);
      if (trust === null) return;
      this._shown = { ...shown, trust };
      this.listener.trusted(this._shown);
    } catch (error) {
      this.listener.refused(error);
    }
  }
}

/** As many as main takes in one call; servers have three or four. */
const MOST_KEYS = 16;

/** The algorithms of certificates for keys of these; a certificate's signature is never made with SHA-1. */
const certificateAlgorithms = (algorithms: readonly ServerHostKeyAlgorithm[]): ServerHostKeyAlgorithm[] =>
  algorithms
    .filter((algorithm) => algorithm !== 'ssh-rsa')
    // The types of ssh2 know none of them: `acceptHostCertificates` teaches it.
    .map((algorithm) => `${algorithm}${CERTIFICATE_SUFFIX}` as ServerHostKeyAlgorithm);

/** An RSA key serves three algorithms (RFC 8332); of the others each has the name of its key's type. */
const keyTypeOf = (algorithm: string): string => (algorithm.startsWith('rsa-sha2-') ? 'ssh-rsa' : algorithm);

/** Moves the algorithms of known key types to the front; within both parts the order stays. */
export function knownFirst<Algorithm extends string>(
  algorithms: readonly Algorithm[],
  knownTypes: readonly string[],
): Algorithm[] {
  const isKnown = (algorithm: string): boolean => knownTypes.includes(keyTypeOf(algorithm));
  return [...algorithms.filter(isKnown), ...algorithms.filter((algorithm) => !isKnown(algorithm))];
}
