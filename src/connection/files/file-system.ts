import type { FileKind, Side } from '../../shared/contract/index.js';
import type { NameRules } from '../../shared/name-rules.js';

/*
 * One interface to files here and on the node, so that copying is the same work whichever way it goes. Paths are the
 * strings of src/shared/file-name.ts: they lose no byte.
 */

export interface FileAttributes {
  readonly kind: FileKind;
  /** Bytes. */
  readonly size: number;
  /** Unix milliseconds; whole seconds where the protocol has no finer ones. */
  readonly modifiedMs: number | null;
  /** Permission bits (0o7777); null where there are none. */
  readonly mode: number | null;
}

export interface DirectoryEntry {
  readonly name: string;
  /** Of the entry itself: a symlink is a symlink. */
  readonly attributes: FileAttributes;
  /** Names, or numbers where there are no names. */
  readonly owner: string | null;
  readonly group: string | null;
}

/** What can be set; what is left out stays. */
export interface NewAttributes {
  readonly mode?: number;
  readonly modifiedMs?: number;
}

export interface ReadHandle {
  /**
   * At most `length` bytes from a place; fewer at the end of the file, none beyond it.
   *
   * @param into may be used for them, and is of `length` at least: what is returned may be a view of it
   */
  read(offset: number, length: number, into?: Buffer): Promise<Buffer>;
  stat(): Promise<FileAttributes>;
  close(): Promise<void>;
}

/** What is asked for without waiting takes effect in the order in which it was asked for. */
export interface WriteHandle {
  /** Settles when the other side has taken all of it. The caller must not change the bytes before. */
  write(offset: number, bytes: Buffer): Promise<void>;
  setAttributes(attributes: NewAttributes): Promise<void>;
  /** Brings what was written to the disk. @returns false where there is no way to ask for that */
  sync(): Promise<boolean>;
  close(): Promise<void>;
}

/** Brings a file to the disk that others write to, without holding them up. */
export interface Syncer {
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** What differs between systems and matters to whoever copies. */
export interface FileSystemTraits {
  readonly separator: '/' | '\\';
  readonly names: NameRules;
  readonly ignoresCase: boolean;
  readonly hasModes: boolean;
  readonly hasSymlinks: boolean;
  /** Whether a file takes another one's place in one step; else the old one is moved away first (`moved-away.ts`). */
  readonly replacesAtOnce: boolean;
  /** Whether files can be read and written at any place. Without it, both go from start to end, by one reader. */
  readonly randomAccess: boolean;
  /** Most bytes of one read or write. */
  readonly maxReadBytes: number;
  readonly maxWriteBytes: number;
  /** How many files may be open at once. */
  readonly maxOpenFiles: number;
}

export interface CopyWithinOptions {
  readonly signal: AbortSignal;
  /** So many more bytes are copied. */
  readonly onProgress: (bytes: number) => void;
}

export interface OpenWriteOptions {
  /** `new` refuses when something is there; `existing` opens what is there and keeps its content. */
  readonly create: 'new' | 'existing';
  /** How long the file will be (bytes), which a side without random access has to know in advance. */
  readonly size: number;
  /** Whether a new file has the mode that the user's new files have there, instead of being its owner's alone. */
  readonly hasUsualMode?: boolean;
}

export interface FileSystem {
  readonly side: Side;
  readonly traits: FileSystemTraits;
  /** Entries in batches as they come, without `.` and `..`. */
  list(path: string, signal?: AbortSignal): AsyncGenerator<DirectoryEntry[], void, void>;
  /** Follows symlinks. */
  stat(path: string): Promise<FileAttributes>;
  lstat(path: string): Promise<FileAttributes>;
  realpath(path: string): Promise<string>;
  readLink(path: string): Promise<string>;
  makeDirectory(path: string): Promise<void>;
  /** Refuses when something is at `to`. */
  rename(from: string, to: string): Promise<void>;
  /**
   * Puts a file in the place of what may be there.
   *
   * @returns whether that was one step, or the old file had to be moved away first
   */
  replace(from: string, to: string): Promise<'at-once' | 'in-steps'>;
  removeFile(path: string): Promise<void>;
  /** An empty one. */
  removeDirectory(path: string): Promise<void>;
  /** @param attributes `size` cuts a file to so many bytes */
  setAttributes(path: string, attributes: NewAttributes & { readonly size?: number }): Promise<void>;
  makeSymlink(target: string, path: string): Promise<void>;
  /**
   * Copies a file on this side without its content coming here. There must be nothing at `to`.
   *
   * @param size of the file, in bytes
   * @throws FileError `unsupported` where that cannot be done
   */
  copyWithin(from: string, to: string, size: number, options: CopyWithinOptions): Promise<void>;
  /** Of the disk that a path is on; null where there is no way to know. */
  space(path: string): Promise<{ freeBytes: number; totalBytes: number } | null>;
  openRead(path: string): Promise<ReadHandle>;
  /**
   * The first bytes of a file, and how it was right after they were read. Left out where opening it is as quick.
   *
   * @param length so many at most, and no fewer but at the end of the file
   */
  readBeginning?(
    path: string,
    length: number,
  ): Promise<{ readonly bytes: Buffer; readonly attributes: FileAttributes }>;
  openWrite(path: string, options: OpenWriteOptions): Promise<WriteHandle>;
  /**
   * Opens a file that is there, to bring it to the disk while it is written to. Left out where writing does so by itself,
   * or nothing can.
   *
   * @returns null where there is no way to ask for that
   */
  openSync?(path: string): Promise<Syncer | null>;
}

export type FileErrorCode =
  | 'not-found'
  | 'denied'
  | 'exists'
  | 'kind-clash'
  | 'not-empty'
  | 'no-space'
  | 'read-only'
  | 'name-refused'
  | 'unsupported'
  | 'refused'
  /** The way to the side is gone; nothing is known of what was under way. */
  | 'lost';

/** Why a side did not do what it was asked. */
export class FileError extends Error {
  public override readonly name = 'FileError';

  /** @param message the system's or server's own words */
  public constructor(
    public readonly code: FileErrorCode,
    public readonly side: Side,
    public readonly path: string,
    message: string,
  ) {
    super(message);
  }
}

/** Whether an error says that the way to a side is gone. */
export function isLost(error: unknown): boolean {
  return error instanceof FileError && error.code === 'lost';
}

/** Whether an error says this. */
export function isFileError(error: unknown, code: FileErrorCode): error is FileError {
  return error instanceof FileError && error.code === code;
}

/** The attributes of a path's entry itself, or null when nothing is there. */
export async function lstatOrNull(files: FileSystem, path: string): Promise<FileAttributes | null> {
  try {
    return await files.lstat(path);
  } catch (error) {
    if (isFileError(error, 'not-found')) return null;
    throw error;
  }
}

/** The kind of a file by its mode, as in POSIX's st_mode. */
export function kindOfMode(mode: number): FileKind {
  switch (mode & 0o170000) {
    case 0o100000:
      return 'file';
    case 0o040000:
      return 'directory';
    case 0o120000:
      return 'symlink';
    case 0o140000:
      return 'socket';
    case 0o010000:
      return 'fifo';
    case 0o060000:
      return 'block-device';
    case 0o020000:
      return 'character-device';
    default:
      return 'other';
  }
}
