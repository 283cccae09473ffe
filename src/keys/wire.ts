import { createHash } from 'node:crypto';

/** A length-prefixed string of SSH's wire format (RFC 4251, section 5). */
export function sshString(data: Uint8Array | string): Buffer {
  const bytes = Buffer.from(data);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** An unsigned 32-bit integer of SSH's wire format. */
export function sshUint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Reads SSH's wire format. Each read throws a RangeError at the end of the data. */
export class SshReader {
  private offset = 0;

  public constructor(private readonly data: Buffer) {}

  public uint32(): number {
    const value = this.data.readUInt32BE(this.offset);
    this.offset += 4;
    return value;
  }

  public uint64(): bigint {
    const value = this.data.readBigUInt64BE(this.offset);
    this.offset += 8;
    return value;
  }

  public get atEnd(): boolean {
    return this.offset >= this.data.length;
  }

  public string(): Buffer {
    const length = this.uint32();
    if (this.offset + length > this.data.length)
      throw new RangeError('A string runs past the end of the key');
    this.offset += length;
    return this.data.subarray(this.offset - length, this.offset);
  }
}

/** A big-endian positive integer without its leading zeros, as SSH's mpint (RFC 4251, section 5) and JWK hold it. */
export function withoutZeros(integer: Buffer): Buffer {
  const first = integer.findIndex((byte) => byte !== 0);
  return first === -1 ? Buffer.alloc(0) : integer.subarray(first);
}

/** The type that a public key blob names first, such as "ssh-ed25519". */
export function blobType(blob: Buffer): string {
  return new SshReader(blob).string().toString('latin1');
}

/** "SHA256:…" as ssh-keygen -l prints it: base64 without padding. */
export function fingerprintOf(blob: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}
