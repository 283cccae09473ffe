/*
 * What tar archives of plain files are made of: POSIX.1-1988's header ("ustar" in POSIX's pax, "ustar Interchange
 * Format") and GNU's member for long names, which GNU, BusyBox and BSD read. Names are bytes: tar's own rule, which pax
 * headers (UTF-8 only) do not keep.
 */

export const BLOCK_BYTES = 512;
const NAME_BYTES = 100;
const FILE = '0';
const GNU_LONG_NAME = 'L';

export interface TarMember {
  /** Relative to where the archive is unpacked. */
  readonly name: Uint8Array;
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
  /** Unix seconds. */
  readonly seconds: number;
}

/** The bytes before a member's content. */
export function tarHeader(member: TarMember): Buffer {
  const { name } = member;
  if (name.length <= NAME_BYTES) return block(member, FILE);
  // The long name is a member of its own, of this name, ended by a NUL.
  const longName = Buffer.concat([name, Buffer.alloc(1)]);
  const before = { name: Buffer.from('././@LongLink'), size: longName.length, mode: 0, seconds: 0 };
  return Buffer.concat([
    block(before, GNU_LONG_NAME),
    longName,
    tarPadding(longName.length),
    block({ ...member, name: name.subarray(0, NAME_BYTES) }, FILE),
  ]);
}

/** What fills a content of so many bytes up to a whole block. */
export function tarPadding(size: number): Buffer {
  return Buffer.alloc((BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES);
}

/** Ends an archive. */
export const TAR_END = Buffer.alloc(2 * BLOCK_BYTES);

function block({ name, size, mode, seconds }: TarMember, type: string): Buffer {
  const bytes = Buffer.alloc(BLOCK_BYTES);
  const octal = (value: number, at: number, length: number) =>
    bytes.write(
      Math.max(0, Math.floor(value))
        .toString(8)
        .padStart(length - 1, '0'),
      at,
      'latin1',
    );
  bytes.set(name, 0);
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(seconds, 136, 12);
  bytes.write(type, 156, 'latin1');
  // GNU's magic: with POSIX's, BusyBox would not look for long names.
  bytes.write('ustar  \0', 257, 'latin1');
  // The sum counts its own eight bytes as spaces.
  bytes.fill(' ', 148, 156);
  let sum = 0;
  for (const byte of bytes) sum += byte;
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return bytes;
}
