import { nameFromBytes } from '../../../shared/file-name.js';
import { kindOfMode, type DirectoryEntry, type FileAttributes } from '../file-system.js';

/**
 * For `stat -c`, of GNU and BusyBox alike: mode in hex, size, time, owner, group, name. No name holds a slash, and so
 * two of them and a newline end an entry whatever its name is; those of one folder come as `./name`.
 */
export const STAT_FORMAT = '%f/%s/%Y/%U/%G/%n//';
const END = Buffer.from('//\n');
const SLASH = '/'.charCodeAt(0);
const FIELDS = 5;

/** One line of `stat`, without its name. @throws when it is none */
function parseFields(fields: readonly string[]): Omit<DirectoryEntry, 'name'> {
  const [mode = '', size = '', seconds = '', owner = '', group = ''] = fields;
  const bits = Number.parseInt(mode, 16);
  if (!Number.isInteger(bits) || !/^\d+$/.test(size)) throw new Error('What stat says is not understood');
  return {
    attributes: {
      kind: kindOfMode(bits),
      size: Number(size),
      modifiedMs: Number(seconds) * 1_000,
      mode: bits & 0o7777,
    },
    owner: owner || null,
    group: group || null,
  };
}

function parseEntry(entry: Buffer): DirectoryEntry {
  const fields: string[] = [];
  let at = 0;
  while (fields.length < FIELDS) {
    const end = entry.indexOf(SLASH, at);
    if (end < 0) throw new Error('What stat says is not understood');
    fields.push(entry.toString('utf8', at, end));
    at = end + 1;
  }
  return { ...parseFields(fields), name: nameFromBytes(entry.subarray(at + './'.length)) };
}

/** The attributes in what `stat` has said of one path. @throws when it is not that */
export function parseStat(output: Buffer): FileAttributes {
  return parseFields(output.toString('latin1').split('/')).attributes;
}

/** Cuts what `stat` says of a folder's entries into entries, as it comes. */
export class ListingParser {
  private rest: Buffer = Buffer.alloc(0);

  /** @throws when it is not what stat says */
  public add(chunk: Buffer): DirectoryEntry[] {
    const bytes = Buffer.concat([this.rest, chunk]);
    const entries: DirectoryEntry[] = [];
    let at = 0;
    for (let end = bytes.indexOf(END); end >= 0; end = bytes.indexOf(END, at)) {
      entries.push(parseEntry(bytes.subarray(at, end)));
      at = end + END.length;
    }
    this.rest = bytes.subarray(at);
    return entries;
  }
}
