import type { FileAttributes } from '../file-system.js';
import { kindOfMode } from '../file-system.js';

/*
 * SFTP version 3, draft-ietf-secsh-filexfer-02, as bytes. No I/O here. Numbers are big-endian; a "string" is a length
 * (uint32) and so many bytes.
 */

export const VERSION = 3;

export const Packet = {
  Init: 1,
  Version: 2,
  Open: 3,
  Close: 4,
  Read: 5,
  Write: 6,
  Lstat: 7,
  Fstat: 8,
  Setstat: 9,
  Fsetstat: 10,
  Opendir: 11,
  Readdir: 12,
  Remove: 13,
  Mkdir: 14,
  Rmdir: 15,
  Realpath: 16,
  Stat: 17,
  Rename: 18,
  Readlink: 19,
  Symlink: 20,
  Status: 101,
  Handle: 102,
  Data: 103,
  Name: 104,
  Attrs: 105,
  Extended: 200,
  ExtendedReply: 201,
} as const;

export const Status = {
  Ok: 0,
  Eof: 1,
  NoSuchFile: 2,
  PermissionDenied: 3,
  Failure: 4,
  BadMessage: 5,
  NoConnection: 6,
  ConnectionLost: 7,
  OpUnsupported: 8,
} as const;

export const OpenFlag = { Read: 1, Write: 2, Append: 4, Create: 8, Truncate: 16, Exclusive: 32 } as const;

const AttrFlag = { Size: 1, UidGid: 2, Permissions: 4, Times: 8, Extended: 0x80000000 } as const;

/** A field of a request: uint32, uint64, a string, or the bytes of attributes as they are. */
export type Field =
  | { readonly u32: number }
  | { readonly u64: number }
  | { readonly string: Uint8Array }
  | { readonly raw: Buffer };

const fieldSize = (field: Field) => {
  if ('u32' in field) return 4;
  if ('u64' in field) return 8;
  return 'string' in field ? 4 + field.string.length : field.raw.length;
};

/** From so many bytes on, the data at the end of a packet is not copied behind the rest of it. */
export const ALONE_BYTES = 16 * 1024;

/** The bytes of a packet, in order: length, type, and fields. Long data at the end is the very bytes that were given. */
export function encodePacket(type: number, fields: readonly Field[]): Uint8Array[] {
  const size = fields.reduce((sum, field) => sum + fieldSize(field), 5);
  const last = fields.at(-1);
  const alone = last && 'string' in last && last.string.length >= ALONE_BYTES ? last.string : null;
  const bytes = Buffer.allocUnsafe(size - (alone?.length ?? 0));
  bytes.writeUInt32BE(size - 4, 0);
  bytes.writeUInt8(type, 4);
  let at = 5;
  for (const field of fields) {
    if ('u32' in field) bytes.writeUInt32BE(field.u32, at);
    else if ('u64' in field) bytes.writeBigUInt64BE(BigInt(field.u64), at);
    else if ('raw' in field) field.raw.copy(bytes, at);
    else {
      bytes.writeUInt32BE(field.string.length, at);
      if (field.string !== alone) bytes.set(field.string, at + 4);
    }
    at += fieldSize(field);
  }
  return alone ? [bytes, alone] : [bytes];
}

/** Attributes to set. Times are Unix seconds; version 3 sets both of them or none. */
export function encodeAttributes(attributes: { size?: number; mode?: number; seconds?: number }): Buffer {
  const { size, mode, seconds } = attributes;
  const flags =
    (size === undefined ? 0 : AttrFlag.Size) |
    (mode === undefined ? 0 : AttrFlag.Permissions) |
    (seconds === undefined ? 0 : AttrFlag.Times);
  const words = [flags];
  if (size !== undefined) words.push(Math.floor(size / 2 ** 32), size % 2 ** 32);
  if (mode !== undefined) words.push(mode);
  // Access time first. Times after 2106 and before 1970 have no form in this version.
  if (seconds !== undefined) words.push(clampU32(seconds), clampU32(seconds));
  const bytes = Buffer.allocUnsafe(words.length * 4);
  words.forEach((word, index) => bytes.writeUInt32BE(word, index * 4));
  return bytes;
}

const clampU32 = (value: number) => Math.min(0xffffffff, Math.max(0, Math.floor(value)));

/** A packet is not what the draft allows. */
export class SftpFormatError extends Error {
  public override readonly name = 'SftpFormatError';
}

/** Reads a packet's fields one after the other. @throws SftpFormatError when there is less than is read */
export class PacketReader {
  private at = 0;

  public constructor(private readonly bytes: Buffer) {}

  public u8(): number {
    return this.bytes.readUInt8(this.advance(1));
  }

  public u32(): number {
    return this.bytes.readUInt32BE(this.advance(4));
  }

  /** A uint64 as a number: exact below 2^53, which is more than any file has. */
  public u64(): number {
    return Number(this.bytes.readBigUInt64BE(this.advance(8)));
  }

  /** A view, not a copy. */
  public string(): Buffer {
    const length = this.u32();
    const start = this.advance(length);
    return this.bytes.subarray(start, start + length);
  }

  public get isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  public attributes(): SftpAttributes {
    const flags = this.u32();
    const size = flags & AttrFlag.Size ? this.u64() : 0;
    const uid = flags & AttrFlag.UidGid ? this.u32() : null;
    const gid = flags & AttrFlag.UidGid ? this.u32() : null;
    const permissions = flags & AttrFlag.Permissions ? this.u32() : null;
    let modifiedMs: number | null = null;
    if (flags & AttrFlag.Times) {
      this.u32();
      modifiedMs = this.u32() * 1_000;
    }
    if (flags & AttrFlag.Extended) {
      for (let count = this.u32(); count > 0; count--) {
        this.string();
        this.string();
      }
    }
    return {
      kind: permissions === null ? 'other' : kindOfMode(permissions),
      size,
      modifiedMs,
      mode: permissions === null ? null : permissions & 0o7777,
      uid,
      gid,
    };
  }

  private advance(length: number): number {
    const start = this.at;
    if (length > this.bytes.length - start) throw new SftpFormatError('A packet ends too early');
    this.at = start + length;
    return start;
  }
}

export interface SftpAttributes extends FileAttributes {
  readonly uid: number | null;
  readonly gid: number | null;
}

/** Owner and group in the line that `ls -l` would show, which servers send beside each name; null where it is not one. */
export function ownersInLongName(longName: string): { owner: string; group: string } | null {
  const match = /^[-bcdlpsDP][-rwxsStTlL]{9}[.+@]?\s+\S+\s+(\S+)\s+(\S+)\s/.exec(longName);
  const [, owner, group] = match ?? [];
  return owner === undefined || group === undefined ? null : { owner, group };
}
