/** A length-prefixed string of SSH's wire format (RFC 4251, section 5). */
export function sshString(data: Uint8Array | string): Buffer {
  const bytes = Buffer.from(data);
  return Buffer.concat([sshUint32(bytes.length), bytes]);
}

/** An unsigned 32-bit integer of SSH's wire format. */
export function sshUint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A positive integer of SSH's wire format: no needless zeros, and one where the first bit would mean a minus. */
export function sshMpint(bytes: Buffer): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const trimmed = bytes.subarray(start);
  return sshString((trimmed[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.alloc(1), trimmed]) : trimmed);
}

/** A big-endian positive integer without its leading zeros, as JWK holds it. */
export function withoutZeros(integer: Buffer): Buffer {
  const first = integer.findIndex((byte) => byte !== 0);
  return first === -1 ? Buffer.alloc(0) : integer.subarray(first);
}

/** Reads SSH's wire format. Each read throws a RangeError at the end of the data. */
export class SshReader {
  private offset = 0;

  public constructor(private readonly data: Buffer) {}

  public byte(): number {
    return this.data.readUInt8(this.offset++);
  }

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
    if (this.offset + length > this.data.length) throw new RangeError('A string runs past the end');
    this.offset += length;
    return this.data.subarray(this.offset - length, this.offset);
  }
}
