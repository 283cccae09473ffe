import { createHash } from 'node:crypto';
import type { ParsedKey, ServerHostKeyAlgorithm } from 'ssh2';
import type { ShownHostKey } from '../shared/contract/index.js';
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
  private readonly _knownTypes: Promise<readonly string[]>;
  private _shown: ShownHostKey | null = null;

  /** Tells main that a connection begins, so that what has to be looked up is there when the server shows its key. */
  public constructor(
    private readonly _host: Host,
    private readonly _port: number,
    private readonly _listener: HostKeyListener,
  ) {
    this._knownTypes = _host.call('hostKey.expect', { port: _port }).then(({ types }) => types);
    // Whoever asks for the order meets the error.
    this._knownTypes.catch(() => undefined);
  }

  /** The server's key once it is trusted; null before. */
  public get shown(): ShownHostKey | null {
    return this._shown;
  }

  /**
   * Host key algorithms in the order to offer them: those of known keys first, as OpenSSH does, so that a server that
   * has got a key of another type is still asked for the known one.
   *
   * @throws ProblemError when main cannot read what is known
   */
  public async order(algorithms: readonly ServerHostKeyAlgorithm[]): Promise<ServerHostKeyAlgorithm[]> {
    return knownFirst(algorithms, await this._knownTypes);
  }

  /**
   * Has main decide on the key that the server shows.
   *
   * @param blob the key in SSH's wire format
   * @throws ProblemError such as `ssh.host-key-changed`
   */
  public async verify(blob: Buffer): Promise<void> {
    const type = blob.toString('latin1', 4, 4 + blob.readUInt32BE(0));
    // "SHA256:" and unpadded base64, as ssh-keygen prints it.
    const digest = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '');
    const key = { port: this._port, type, blob: blob.toString('base64') };
    const { trust, isPending } = await this._host.call('hostKey.verify', key);
    this._shown = { type, fingerprint: `SHA256:${digest}`, trust };
    if (isPending) void this._settle(key, this._shown);
  }

  /** Remembers further keys of which the server has proved that they are its own (hostkeys-00@openssh.com). */
  public async learn(keys: readonly ParsedKey[]): Promise<void> {
    if (this._shown === null) return;
    const blobs = keys.slice(0, MOST_KEYS).map((key) => ({ type: key.type, blob: key.getPublicSSH() }));
    await this._host.call('hostKey.learn', {
      port: this._port,
      keys: blobs.map(({ type, blob }) => ({ type, blob: blob.toString('base64') })),
    });
  }

  private async _settle(
    key: { port: number; type: string; blob: string },
    shown: ShownHostKey,
  ): Promise<void> {
    try {
      const { trust } = await this._host.call('hostKey.settle', key);
      if (trust === null) return;
      this._shown = { ...shown, trust };
      this._listener.trusted(this._shown);
    } catch (error) {
      this._listener.refused(error);
    }
  }
}

/** As many as main takes in one call; servers have three or four. */
const MOST_KEYS = 16;

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
