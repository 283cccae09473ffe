import { constants } from 'node:fs';
import {
  chmod,
  copyFile,
  lstat,
  lutimes,
  mkdir,
  open,
  readdir,
  readlink,
  realpath,
  rename,
  rmdir,
  stat,
  statfs,
  symlink,
  truncate,
  unlink,
  utimes,
  type FileHandle,
} from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { ESCAPED_BYTE, nameBytes, nameFromBytes } from '../../shared/file-name.js';
import {
  FileError,
  kindOfMode,
  type CopyWithinOptions,
  type DirectoryEntry,
  type FileAttributes,
  type FileErrorCode,
  type FileSystem,
  type FileSystemTraits,
  type NewAttributes,
  type OpenWriteOptions,
  type ReadHandle,
  type WriteHandle,
} from './file-system.js';
import { ReadThread } from './read-thread.js';
import { joinPath } from '../../shared/file-path.js';

/** Entries of one batch of a listing, looked at side by side. */
const LIST_BATCH = 256;
/** One read or write of a file; larger ones only hold more memory. */
const MAX_IO_BYTES = 1024 * 1024;
const MAX_OPEN_FILES = 512;
/** Brought to the disk at once while a file is written: less would cost more waits for the disk than it is worth. */
const WRITE_BACK_BYTES = 8 * 1024 * 1024;
/** Readable and writable by its owner only, until it is whole and gets the source's mode. */
const PART_MODE = 0o600;
/** Less what the user's umask takes away. */
const USUAL_MODE = 0o666;

/** The files of this machine. */
export class LocalFiles implements FileSystem {
  public readonly side = 'local';
  public readonly traits: FileSystemTraits;
  private readonly hasByteNames: boolean;
  private readonly thread = new ReadThread();

  public constructor(platform: NodeJS.Platform = process.platform) {
    const isWindows = platform === 'win32';
    this.hasByteNames = !isWindows;
    this.traits = {
      separator: isWindows ? '\\' : '/',
      names: isWindows ? 'windows' : 'posix',
      ignoresCase: isWindows || platform === 'darwin',
      hasModes: !isWindows,
      hasSymlinks: true,
      replacesAtOnce: true,
      randomAccess: true,
      maxReadBytes: MAX_IO_BYTES,
      maxWriteBytes: MAX_IO_BYTES,
      maxOpenFiles: MAX_OPEN_FILES,
    };
  }

  public async *list(path: string, signal?: AbortSignal): AsyncGenerator<DirectoryEntry[], void, void> {
    const names = await this.do(path, async () =>
      this.hasByteNames
        ? (await readdir(this.native(path), { encoding: 'buffer' })).map(nameFromBytes)
        : readdir(path),
    );
    for (let start = 0; start < names.length; start += LIST_BATCH) {
      signal?.throwIfAborted();
      const batch = names.slice(start, start + LIST_BATCH).map((name) => this.entry(path, name));
      yield (await Promise.all(batch)).filter((entry) => entry !== null);
    }
  }

  public async stat(path: string): Promise<FileAttributes> {
    return this.attributes(await this.do(path, () => stat(this.native(path))));
  }

  public async lstat(path: string): Promise<FileAttributes> {
    return this.attributes(await this.do(path, () => lstat(this.native(path))));
  }

  public async realpath(path: string): Promise<string> {
    return this.named(await this.do(path, () => realpath(this.native(path), { encoding: 'buffer' })));
  }

  public async readLink(path: string): Promise<string> {
    return this.named(await this.do(path, () => readlink(this.native(path), { encoding: 'buffer' })));
  }

  public makeDirectory(path: string): Promise<void> {
    return this.do(path, async () => {
      await mkdir(this.native(path));
    });
  }

  public async rename(from: string, to: string): Promise<void> {
    // There is no rename of POSIX's that refuses; what comes between these two is lost, as with `mv -n`.
    const isThere = await lstat(this.native(to)).then(
      () => true,
      () => false,
    );
    if (isThere) throw new FileError('exists', 'local', to, 'EEXIST: file already exists');
    await this.do(from, () => rename(this.native(from), this.native(to)));
  }

  public async replace(from: string, to: string): Promise<'at-once'> {
    await this.do(to, () => rename(this.native(from), this.native(to)));
    return 'at-once';
  }

  public removeFile(path: string): Promise<void> {
    return this.do(path, () => unlink(this.native(path)));
  }

  public removeDirectory(path: string): Promise<void> {
    return this.do(path, () => rmdir(this.native(path)));
  }

  public setAttributes(
    path: string,
    { size, mode, modifiedMs }: NewAttributes & { readonly size?: number },
  ): Promise<void> {
    return this.do(path, async () => {
      const native = this.native(path);
      const isLink = (await lstat(native)).isSymbolicLink();
      if (size !== undefined && !isLink) await truncate(native, size);
      if (mode !== undefined && this.traits.hasModes && !isLink) await chmod(native, mode);
      if (modifiedMs === undefined) return;
      const seconds = modifiedMs / 1_000;
      await (isLink ? lutimes(native, seconds, seconds) : utimes(native, seconds, seconds));
    });
  }

  public makeSymlink(target: string, path: string): Promise<void> {
    return this.do(path, () => symlink(this.native(target), this.native(path)));
  }

  public async copyWithin(
    from: string,
    to: string,
    size: number,
    { onProgress }: CopyWithinOptions,
  ): Promise<void> {
    // Where the disk can, both share their blocks until one is written to.
    const flags = constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE;
    await this.do(to, async () => {
      await copyFile(this.native(from), this.native(to), flags);
      // Writable and its owner's alone, as parts are, whatever the source is.
      if (this.traits.hasModes) await chmod(this.native(to), PART_MODE);
    });
    onProgress(size);
  }

  public async space(path: string): Promise<{ freeBytes: number; totalBytes: number } | null> {
    const { bavail, blocks, bsize } = await this.do(path, () => statfs(this.native(path)));
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  }

  public async openRead(path: string): Promise<ReadHandle> {
    // Not blocking: a named pipe that took the file's place would be waited for without end.
    const handle = await this.open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    return {
      read: (offset, length, into) =>
        this.do(path, async () => {
          const buffer = into ?? Buffer.allocUnsafe(length);
          const { bytesRead } = await handle.read(buffer, 0, length, offset);
          return buffer.subarray(0, bytesRead);
        }),
      stat: async () => this.attributes(await this.do(path, () => handle.stat())),
      close: () => this.do(path, () => handle.close()),
    };
  }

  public readBeginning(path: string, length: number): Promise<{ bytes: Buffer; attributes: FileAttributes }> {
    return this.do(path, async () => {
      const { bytes, ...stats } = await this.thread.read(this.native(path), length);
      return { bytes, attributes: this.attributes(stats) };
    });
  }

  public async openWrite(
    path: string,
    { create, hasUsualMode = false }: OpenWriteOptions,
  ): Promise<WriteHandle> {
    const flags = create === 'new' ? constants.O_CREAT | constants.O_EXCL : 0;
    const handle = await this.open(path, constants.O_WRONLY | flags, hasUsualMode ? USUAL_MODE : PART_MODE);
    const writeBack = this.writingBack(handle);
    // The system does what is under way at once in any order, and a write after it would undo a time that was set.
    let before: Promise<unknown> = Promise.resolve();
    const afterwards = <T>(work: () => Promise<T>): Promise<T> => {
      const done = before.then(() => this.do(path, work));
      before = done.catch(() => undefined);
      return done;
    };
    return {
      write: (offset, bytes) => {
        const written = this.do(path, async () => {
          for (let done = 0; done < bytes.length;)
            done += (await handle.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
        });
        before = Promise.allSettled([before, written, writeBack(bytes.length)]);
        return written;
      },
      setAttributes: ({ mode, modifiedMs }) =>
        afterwards(async () => {
          if (mode !== undefined && this.traits.hasModes) await handle.chmod(mode);
          if (modifiedMs !== undefined) await handle.utimes(modifiedMs / 1_000, modifiedMs / 1_000);
        }),
      sync: () =>
        afterwards(async () => {
          await handle.sync();
          return true;
        }),
      close: () => afterwards(() => handle.close()),
    };
  }

  /**
   * Has the disk begin while the copy goes on, so that there is not all of it to wait for at the end.
   *
   * @returns what to call with so many bytes that are written
   */
  private writingBack(handle: FileHandle): (bytes: number) => Promise<void> | null {
    let waitingBytes = 0;
    let isBusy = false;
    return (bytes) => {
      waitingBytes += bytes;
      if (isBusy || waitingBytes < WRITE_BACK_BYTES) return null;
      waitingBytes = 0;
      isBusy = true;
      // What goes wrong shows when all is brought to the disk.
      return handle
        .datasync()
        .catch(() => undefined)
        .finally(() => (isBusy = false));
    };
  }

  private open(path: string, flags: number, mode?: number): Promise<FileHandle> {
    return this.do(path, () => open(this.native(path), flags, mode));
  }

  private async entry(folder: string, name: string): Promise<DirectoryEntry | null> {
    try {
      const stats = await lstat(this.native(joinPath(this.traits, folder, name)));
      const owner = this.traits.hasModes ? String(stats.uid) : null;
      const group = this.traits.hasModes ? String(stats.gid) : null;
      return { name, attributes: this.attributes(stats), owner, group };
    } catch {
      // It went away after it was listed.
      return null;
    }
  }

  private attributes(stats: Pick<Stats, 'mode' | 'size' | 'mtimeMs'>): FileAttributes {
    return {
      kind: kindOfMode(stats.mode),
      size: stats.size,
      modifiedMs: stats.mtimeMs,
      mode: this.traits.hasModes ? stats.mode & 0o7777 : null,
    };
  }

  /** Bytes only where they are needed: the system takes them as they are, which strings of ours are not always. */
  private native(path: string): string | Buffer {
    return this.hasByteNames && ESCAPED_BYTE.test(path) ? Buffer.from(nameBytes(path)) : path;
  }

  private named(bytes: Buffer): string {
    return this.hasByteNames ? nameFromBytes(bytes) : bytes.toString('utf8');
  }

  private async do<T>(path: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      throw new FileError(CODES[code ?? ''] ?? 'refused', 'local', path, message);
    }
  }
}

const CODES: Readonly<Record<string, FileErrorCode>> = {
  ENOENT: 'not-found',
  ESTALE: 'not-found',
  EACCES: 'denied',
  EPERM: 'denied',
  EEXIST: 'exists',
  ENOTEMPTY: 'not-empty',
  ENOSPC: 'no-space',
  EDQUOT: 'no-space',
  EROFS: 'read-only',
  EISDIR: 'kind-clash',
  ENOTDIR: 'kind-clash',
  ENAMETOOLONG: 'name-refused',
  EILSEQ: 'name-refused',
  EINVAL: 'name-refused',
  ENOSYS: 'unsupported',
  ENOTSUP: 'unsupported',
};
