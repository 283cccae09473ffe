import type { Duplex } from 'node:stream';
import { FileError, type FileErrorCode } from '../file-system.js';
import {
  ALONE_BYTES,
  encodePacket,
  Packet,
  PacketReader,
  SftpFormatError,
  Status,
  VERSION,
  type Field,
} from './codec.js';
import { PacketSplitter } from './packet-splitter.js';

/** From the start to the server's version. */
const START_TIMEOUT_MS = 20_000;
/** Each server must take packets of 34,000 bytes (draft, section 3), which leaves room for this much data. */
const SAFE_DATA_BYTES = 32 * 1024;
/** Larger requests than this would only hold more memory. */
const MAX_DATA_BYTES = 256 * 1024;
/** Servers that name no limit stop at the system's, often 1,024 with some in use. */
const DEFAULT_OPEN_HANDLES = 256;

export interface SftpLimits {
  readonly readBytes: number;
  readonly writeBytes: number;
  readonly openHandles: number;
}

/** A status other than OK. */
export class SftpStatusError extends Error {
  public override readonly name = 'SftpStatusError';

  public constructor(
    public readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

interface Pending {
  readonly resolve: (reader: PacketReader, type: number) => void;
  readonly reject: (error: Error) => void;
}

/**
 * An SFTP session on a stream: requests go out as they come, however many, and answers find their request by its
 * number. Whoever asks bounds what is under way.
 */
export class SftpClient {
  /** What the server offers beyond version 3, by name, each with its version. */
  public readonly extensions = new Map<string, string>();
  public limits: SftpLimits = {
    readBytes: SAFE_DATA_BYTES,
    writeBytes: SAFE_DATA_BYTES,
    openHandles: DEFAULT_OPEN_HANDLES,
  };
  private readonly pending = new Map<number, Pending>();
  private readonly closeListeners = new Set<() => void>();
  /** What was asked for in this turn, encoded. */
  private readonly unsent: Uint8Array[] = [];
  private nextId = 0;
  private lost: FileError | null = null;
  private version: Pending | null = null;

  private constructor(private readonly stream: Duplex) {
    const splitter = new PacketSplitter((packet) => this.received(packet));
    stream.on('data', (chunk: Buffer) => {
      try {
        splitter.add(chunk);
      } catch (error) {
        this.end((error as Error).message);
        stream.destroy();
      }
    });
    stream.on('error', (error: Error) => this.end(error.message));
    stream.on('end', () => this.end('The server ended the SFTP session'));
    stream.on('close', () => this.end('The SFTP session was closed'));
  }

  /**
   * Starts a session on the stream of a subsystem or a command.
   *
   * @throws FileError `lost` when no SFTP server answers; its message holds what came instead
   */
  public static async start(stream: Duplex): Promise<SftpClient> {
    const client = new SftpClient(stream);
    await client._start();
    await client.askLimits();
    return client;
  }

  /** Whether it can still be used. */
  public get isOpen(): boolean {
    return this.lost === null;
  }

  /** Calls back once, when the session ends by whoever's doing. */
  public onClose(listener: () => void): void {
    if (this.lost) listener();
    else this.closeListeners.add(listener);
  }

  public close(): void {
    this.flush();
    this.stream.end();
    this.end('The SFTP session was closed');
  }

  /**
   * Sends a request and waits for an answer of one of these types.
   *
   * @param fields without the request's number, which comes first
   * @throws SftpStatusError for a status other than OK; FileError `lost` when the session ends first
   */
  public async request(type: number, fields: readonly Field[], expected: number): Promise<PacketReader> {
    const reader = await new Promise<PacketReader>((resolve, reject) => {
      if (this.lost) {
        reject(this.lost);
        return;
      }
      const id = this.nextId;
      this.nextId = (this.nextId + 1) >>> 0;
      this.pending.set(id, {
        resolve: (answer, answerType) => {
          if (answerType === expected && expected !== Packet.Status) resolve(answer);
          else if (answerType === Packet.Status) this.resolveStatus(answer, expected, resolve, reject);
          else reject(new SftpFormatError(`The server answered with a packet of type ${answerType}`));
        },
        reject,
      });
      this.send(type, [{ u32: id }, ...fields]);
    });
    return reader;
  }

  private send(type: number, fields: readonly Field[]): void {
    if (this.unsent.length === 0) process.nextTick(() => this.flush());
    this.unsent.push(...encodePacket(type, fields));
  }

  /**
   * Writes what was asked for in this turn, short requests together: each write is an SSH packet, and a message or more of
   * the data channel, each of which is encrypted, digested and acknowledged by itself.
   */
  private flush(): void {
    let short: Uint8Array[] = [];
    const writeShort = () => {
      if (short.length > 0) this.stream.write(short.length === 1 ? short[0] : Buffer.concat(short));
      short = [];
    };
    for (const bytes of this.unsent.splice(0)) {
      if (bytes.length < ALONE_BYTES) {
        short.push(bytes);
        continue;
      }
      writeShort();
      this.stream.write(bytes);
    }
    writeShort();
  }

  private resolveStatus(
    answer: PacketReader,
    expected: number,
    resolve: (reader: PacketReader) => void,
    reject: (error: Error) => void,
  ): void {
    const status = answer.u32();
    const message = answer.isAtEnd ? '' : answer.string().toString('utf8');
    if (status === Status.Ok && expected === Packet.Status) resolve(answer);
    else reject(new SftpStatusError(status, message === '' ? `SFTP status ${status}` : message));
  }

  private async _start(): Promise<void> {
    const timer = setTimeout(() => {
      this.end('No SFTP server answered');
      this.stream.destroy();
    }, START_TIMEOUT_MS);
    try {
      const reader = await new Promise<PacketReader>((resolve, reject) => {
        this.version = { resolve, reject };
        if (this.lost) reject(this.lost);
        else this.send(Packet.Init, [{ u32: VERSION }]);
      });
      const version = reader.u32();
      if (version < VERSION) throw new SftpFormatError(`The server speaks SFTP version ${version} only`);
      while (!reader.isAtEnd) {
        const name = reader.string().toString('utf8');
        this.extensions.set(name, reader.string().toString('utf8'));
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** OpenSSH's PROTOCOL, section 4.8. A limit of 0 is none that the server knows. */
  private async askLimits(): Promise<void> {
    if (!this.extensions.has('limits@openssh.com')) return;
    const name = { string: Buffer.from('limits@openssh.com') };
    const reader = await this.request(Packet.Extended, [name], Packet.ExtendedReply);
    reader.u64();
    const [read, write, handles] = [reader.u64(), reader.u64(), reader.u64()];
    const bounded = (limit: number) => (limit === 0 ? SAFE_DATA_BYTES : Math.min(limit, MAX_DATA_BYTES));
    this.limits = {
      readBytes: bounded(read),
      writeBytes: bounded(write),
      openHandles: handles === 0 ? DEFAULT_OPEN_HANDLES : Math.min(handles, DEFAULT_OPEN_HANDLES),
    };
  }

  private received(packet: Buffer): void {
    const reader = new PacketReader(packet);
    const type = reader.u8();
    if (type === Packet.Version) {
      this.version?.resolve(reader, type);
      this.version = null;
      return;
    }
    const id = reader.u32();
    const pending = this.pending.get(id);
    // An answer that nobody waits for: a server's mistake that harms nobody.
    if (!pending) return;
    this.pending.delete(id);
    pending.resolve(reader, type);
  }

  private end(message: string): void {
    if (this.lost) return;
    const lost = new FileError('lost', 'remote', '', message);
    this.lost = lost;
    this.version?.reject(lost);
    const waiting = [...this.pending.values()];
    this.pending.clear();
    for (const { reject } of waiting) reject(lost);
    for (const listener of this.closeListeners) listener();
  }
}

/** What a status says, as far as it says anything: `refused` for the general failure. */
export function fileErrorCode(status: number): FileErrorCode {
  switch (status) {
    case Status.NoSuchFile:
      return 'not-found';
    case Status.PermissionDenied:
      return 'denied';
    // OpenSSH's for EINVAL and ENAMETOOLONG (sftp-server.c, errno_to_portable).
    case Status.BadMessage:
      return 'name-refused';
    case Status.OpUnsupported:
      return 'unsupported';
    default:
      return 'refused';
  }
}
