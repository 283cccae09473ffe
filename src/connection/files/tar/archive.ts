import { BLOCK_BYTES } from './header.js';

/*
 * Reads what tar programs write of plain files: POSIX's "ustar" and its pax headers, and GNU's long names.
 */

/** A plain file of an archive. */
export interface TarFile {
  /** As bytes, in latin1: names need not be UTF-8. */
  readonly name: string;
  /** Unix seconds. */
  readonly seconds: number;
  /** A view of the archive. */
  readonly content: Buffer;
}

/** Bytes are not an archive, or not all of one. */
export class TarFormatError extends Error {
  public override readonly name = 'TarFormatError';
}

/**
 * The plain files of an archive, or of several one behind the other. What else is in it is passed over.
 *
 * @throws TarFormatError
 */
export function filesOfArchive(archive: Buffer): TarFile[] {
  const files: TarFile[] = [];
  let longName: string | null = null;
  for (let at = 0; at < archive.length;) {
    const header = archive.subarray(at, at + BLOCK_BYTES);
    at += BLOCK_BYTES;
    // The end, or what fills up the last record.
    if (header.length === BLOCK_BYTES && header.every((byte) => byte === 0)) continue;
    checkSum(header);
    const size = octal(header, 124, 12);
    const content = archive.subarray(at, at + size);
    if (content.length < size) throw new TarFormatError('An archive ends too early');
    at += Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
    switch (header.toString('latin1', 156, 157)) {
      case 'L':
        longName = text(content, 0, content.length);
        break;
      case 'x':
        longName = paxPath(content) ?? longName;
        break;
      case '0':
      case '\0':
        files.push({ name: longName ?? shortName(header), seconds: octal(header, 136, 12), content });
        longName = null;
        break;
      case 'g':
        break;
      default:
        longName = null;
    }
  }
  return files;
}

/** Text of some start-up file, say, is no header. */
function checkSum(header: Buffer): void {
  let sum = 0;
  for (let at = 0; at < header.length; at++) sum += at >= 148 && at < 156 ? 0x20 : (header[at] ?? 0);
  if (header.length < BLOCK_BYTES || sum !== octal(header, 148, 8))
    throw new TarFormatError(`Not an archive: ${JSON.stringify(text(header, 0, 200))}`);
}

function octal(header: Buffer, at: number, length: number): number {
  const digits = text(header, at, at + length).trim();
  if (!/^[0-7]*$/.test(digits)) throw new TarFormatError('A header has a number that is no octal one');
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

/** POSIX's header has two places for a name; GNU's has other things in the second. */
function shortName(header: Buffer): string {
  const name = text(header, 0, 100);
  const isPosix = header.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isPosix ? text(header, 345, 500) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** Records of "length key=value\n", the length counting itself (POSIX, pax, "pax Header Block"). */
function paxPath(content: Buffer): string | null {
  const records = content.toString('latin1');
  for (let at = 0; at < records.length;) {
    const length = Number.parseInt(records.slice(at), 10);
    if (!(length > 0)) throw new TarFormatError('A pax header is out of order');
    const record = records.slice(at, at + length - 1);
    const [, path] = /^\d+ path=([^]*)$/.exec(record) ?? [];
    if (path !== undefined) return path;
    at += length;
  }
  return null;
}

/** Up to a NUL. */
function text(bytes: Buffer, start: number, end: number): string {
  const nul = bytes.indexOf(0, start);
  return bytes.toString('latin1', start, nul < 0 ? end : Math.min(nul, end));
}
