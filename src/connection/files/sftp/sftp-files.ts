import { nameBytes, nameFromBytes } from '../../../shared/file-name.js';
import {
  FileError,
  isFileError,
  type CopyWithinOptions,
  type DirectoryEntry,
  type FileAttributes,
  type FileErrorCode,
  type FileSystem,
  type FileSystemTraits,
  type NewAttributes,
  type OpenWriteOptions,
  type ReadHandle,
  type Syncer,
  type WriteHandle,
} from '../file-system.js';
import { movedAwayPath } from '../moved-away.js';
import { folderOf } from '../../../shared/file-path.js';
import { fileErrorCode, SftpStatusError, type SftpClient } from './client.js';
import {
  encodeAttributes,
  OpenFlag,
  ownersInLongName,
  Packet,
  Status,
  type Field,
  type PacketReader,
} from './codec.js';

/**
 * OpenSSH's PROTOCOL, 4.9. Its `home-directory` (4.12) is of no use beside it: OpenSSH 9.2 answers with one's own home,
 * whoever is asked for.
 */
const EXPAND_PATH = 'expand-path@openssh.com';
/** OpenSSH's PROTOCOL, 4.6. */
const FSYNC = 'fsync@openssh.com';
/** READDIR requests under way at most. OpenSSH gives 100 names at a time, so that a big folder is many round trips. */
const MAX_LIST_AHEAD = 16;
/** Readable and writable by its owner only, until it is whole and gets the source's mode. */
const PART_MODE = 0o600;
/** Copied by one request on the server, which answers nothing else meanwhile. */
const COPY_DATA_BYTES = 32 * 1024 * 1024;
/** Below this a write that failed without a reason has failed for lack of room. */
const NO_SPACE_BYTES = 1024 * 1024;

/** The files of a node through an SFTP session. */
export class SftpFiles implements FileSystem {
  public readonly side = 'remote';
  public readonly traits: FileSystemTraits;

  /**
   * @param another starts one more session on the same connection
   * @param isWindows whether the server runs on Windows: `/C:/Users`, and Windows' rules for names
   */
  public constructor(
    private readonly client: SftpClient,
    private readonly another: () => Promise<SftpClient>,
    isWindows = false,
  ) {
    const { readBytes, writeBytes, openHandles } = client.limits;
    this.traits = {
      separator: '/',
      names: isWindows ? 'windows' : 'posix',
      ignoresCase: isWindows,
      hasModes: !isWindows,
      hasSymlinks: true,
      replacesAtOnce: client.extensions.has('posix-rename@openssh.com'),
      randomAccess: true,
      maxReadBytes: readBytes,
      maxWriteBytes: writeBytes,
      maxOpenFiles: openHandles,
    };
  }

  public get extensions(): readonly string[] {
    return [...this.client.extensions.keys()];
  }

  public async *list(path: string, signal?: AbortSignal): AsyncGenerator<DirectoryEntry[], void, void> {
    const handle = await this.handle(Packet.Opendir, path, [text(path)]);
    try {
      // More ahead as the folder proves to be long: most are not.
      let ahead = 1;
      const asked: Promise<DirectoryEntry[] | null>[] = [];
      const ask = () => {
        const answer = this.readDirectory(path, handle);
        // One that nobody comes to wait for must not go unheard as a rejection.
        answer.catch(() => undefined);
        asked.push(answer);
      };
      for (;;) {
        while (asked.length < ahead) ask();
        const entries = await asked.shift();
        if (!entries) return;
        signal?.throwIfAborted();
        yield entries;
        ahead = Math.min(ahead * 2, MAX_LIST_AHEAD);
      }
    } finally {
      await this.status(Packet.Close, path, [{ string: handle }]);
    }
  }

  public async stat(path: string): Promise<FileAttributes> {
    return this.seen((await this.ask(Packet.Stat, path, [text(path)], Packet.Attrs)).attributes());
  }

  public async lstat(path: string): Promise<FileAttributes> {
    return this.seen((await this.ask(Packet.Lstat, path, [text(path)], Packet.Attrs)).attributes());
  }

  public async realpath(path: string): Promise<string> {
    return path.startsWith('~') ? this.expanded(path) : this.resolved(path);
  }

  /** `~` and `~user` are the shell's; servers with this extension know them as well, and others start at home. */
  private async expanded(path: string): Promise<string> {
    const [, user = '', below = ''] = /^~([^/]*)\/*(.*)$/s.exec(path) ?? [];
    if (this.client.extensions.has(EXPAND_PATH)) {
      try {
        return firstName(await this.extended(EXPAND_PATH, path, [text(path)], Packet.Name));
      } catch (error) {
        // Nobody of that name: it may be a file's.
        if (user === '' || isFileError(error, 'lost')) throw error;
      }
    }
    return this.resolved(user === '' ? below || '.' : path);
  }

  private async resolved(path: string): Promise<string> {
    return firstName(await this.ask(Packet.Realpath, path, [text(path)], Packet.Name));
  }

  public async readLink(path: string): Promise<string> {
    return firstName(await this.ask(Packet.Readlink, path, [text(path)], Packet.Name));
  }

  public makeDirectory(path: string): Promise<void> {
    return this.explained(
      () => this.status(Packet.Mkdir, path, [text(path), { raw: encodeAttributes({}) }]),
      path,
    );
  }

  public rename(from: string, to: string): Promise<void> {
    return this.explained(() => this.status(Packet.Rename, from, [text(from), text(to)]), to);
  }

  public async replace(from: string, to: string): Promise<'at-once' | 'in-steps'> {
    if (this.traits.replacesAtOnce) {
      await this.extended('posix-rename@openssh.com', to, [text(from), text(to)], Packet.Status);
      return 'at-once';
    }
    const old = movedAwayPath(from);
    try {
      await this.rename(from, to);
      // A session that was lost between the steps has left it, and nothing in its place.
      await this.removeFile(old).catch(() => undefined);
      return 'at-once';
    } catch (error) {
      if (!isFileError(error, 'exists')) throw error;
    }
    await this.rename(to, old);
    try {
      await this.rename(from, to);
    } catch (error) {
      await this.rename(old, to);
      throw error;
    }
    await this.removeFile(old);
    return 'in-steps';
  }

  public removeFile(path: string): Promise<void> {
    return this.status(Packet.Remove, path, [text(path)]);
  }

  public async removeDirectory(path: string): Promise<void> {
    try {
      await this.status(Packet.Rmdir, path, [text(path)]);
    } catch (error) {
      if (!isFileError(error, 'refused')) throw error;
      for await (const entries of this.list(path))
        if (entries.length > 0) throw new FileError('not-empty', 'remote', path, error.message);
      throw error;
    }
  }

  public async setAttributes(
    path: string,
    attributes: NewAttributes & { readonly size?: number },
  ): Promise<void> {
    const fields = [text(path), { raw: this.settable(attributes) }];
    // Without this extension there is no way to a symlink itself: SETSTAT follows it.
    if ((await this.lstat(path)).kind !== 'symlink') await this.status(Packet.Setstat, path, fields);
    else if (this.client.extensions.has('lsetstat@openssh.com')) {
      const { modifiedMs } = attributes;
      const times = { raw: this.settable(modifiedMs === undefined ? {} : { modifiedMs }) };
      await this.extended('lsetstat@openssh.com', path, [text(path), times], Packet.Status);
    }
  }

  public makeSymlink(target: string, path: string): Promise<void> {
    // OpenSSH has these two the other way round than the draft, and everybody follows OpenSSH (its PROTOCOL, 4.1).
    return this.explained(() => this.status(Packet.Symlink, path, [text(target), text(path)]), path);
  }

  /** OpenSSH's PROTOCOL, 4.10 (draft-ietf-secsh-filexfer-extensions-00, section 7). */
  public async copyWithin(
    from: string,
    to: string,
    size: number,
    { signal, onProgress }: CopyWithinOptions,
  ): Promise<void> {
    if (!this.client.extensions.has('copy-data'))
      throw new FileError('unsupported', 'remote', to, 'The server has no copy-data');
    const source = await this.open(from, OpenFlag.Read);
    try {
      const target = await this.open(to, OpenFlag.Write | OpenFlag.Create | OpenFlag.Exclusive);
      try {
        for (let at = 0; at < size; at += COPY_DATA_BYTES) {
          signal.throwIfAborted();
          const length = Math.min(COPY_DATA_BYTES, size - at);
          const fields = [{ string: source }, { u64: at }, { u64: length }, { string: target }, { u64: at }];
          await this.extended('copy-data', to, fields, Packet.Status);
          onProgress(length);
        }
      } catch (error) {
        throw await this.noSpaceOr(error, to);
      } finally {
        await this.status(Packet.Close, to, [{ string: target }]);
      }
    } finally {
      await this.status(Packet.Close, from, [{ string: source }]);
    }
  }

  public async space(path: string): Promise<{ freeBytes: number; totalBytes: number } | null> {
    if (!this.client.extensions.has('statvfs@openssh.com')) return null;
    const reader = await this.extended('statvfs@openssh.com', path, [text(path)], Packet.ExtendedReply);
    // OpenSSH's PROTOCOL, 4.4: f_bsize, f_frsize, f_blocks, f_bfree, f_bavail.
    reader.u64();
    const fragmentBytes = reader.u64();
    const totalBytes = reader.u64() * fragmentBytes;
    reader.u64();
    return { totalBytes, freeBytes: reader.u64() * fragmentBytes };
  }

  public async openRead(path: string): Promise<ReadHandle> {
    const handle = await this.open(path, OpenFlag.Read);
    return {
      read: async (offset, length) => {
        const fields = [{ string: handle }, { u64: offset }, { u32: length }];
        try {
          return (await this.client.request(Packet.Read, fields, Packet.Data)).string();
        } catch (error) {
          if (error instanceof SftpStatusError && error.status === Status.Eof) return Buffer.alloc(0);
          throw asFileError(error, path);
        }
      },
      stat: async () =>
        this.seen((await this.ask(Packet.Fstat, path, [{ string: handle }], Packet.Attrs)).attributes()),
      close: () => this.status(Packet.Close, path, [{ string: handle }]),
    };
  }

  public async openWrite(
    path: string,
    { create, hasUsualMode = false }: OpenWriteOptions,
  ): Promise<WriteHandle> {
    const flags = create === 'new' ? OpenFlag.Create | OpenFlag.Exclusive : 0;
    const handle = await this.open(path, OpenFlag.Write | flags, hasUsualMode);
    return {
      write: async (offset, bytes) => {
        try {
          await this.status(Packet.Write, path, [{ string: handle }, { u64: offset }, { string: bytes }]);
        } catch (error) {
          throw await this.noSpaceOr(error, path);
        }
      },
      setAttributes: (attributes) =>
        this.status(Packet.Fsetstat, path, [{ string: handle }, { raw: this.settable(attributes) }]),
      sync: async () => {
        if (!this.client.extensions.has(FSYNC)) return false;
        await this.extended(FSYNC, path, [{ string: handle }], Packet.Status);
        return true;
      },
      close: () => this.status(Packet.Close, path, [{ string: handle }]),
    };
  }

  public async openSync(path: string): Promise<Syncer | null> {
    if (!this.client.extensions.has(FSYNC)) return null;
    const client = await this.another();
    try {
      const handle = await new SftpFiles(client, this.another).openWrite(path, {
        create: 'existing',
        size: 0,
      });
      return {
        sync: async () => {
          await handle.sync();
        },
        close: () => handle.close().finally(() => client.close()),
      };
    } catch (error) {
      client.close();
      throw error;
    }
  }

  private open(path: string, flags: number, hasUsualMode = false): Promise<Buffer> {
    const mode = flags & OpenFlag.Create && !hasUsualMode ? { mode: PART_MODE } : {};
    return this.explained(
      () => this.handle(Packet.Open, path, [text(path), { u32: flags }, { raw: encodeAttributes(mode) }]),
      flags & OpenFlag.Exclusive ? path : null,
    );
  }

  private async readDirectory(path: string, handle: Buffer): Promise<DirectoryEntry[] | null> {
    let reader: PacketReader;
    try {
      reader = await this.client.request(Packet.Readdir, [{ string: handle }], Packet.Name);
    } catch (error) {
      if (error instanceof SftpStatusError && error.status === Status.Eof) return null;
      throw asFileError(error, path);
    }
    const entries: DirectoryEntry[] = [];
    for (let count = reader.u32(); count > 0; count--) {
      const name = nameFromBytes(reader.string());
      const longName = reader.string().toString('latin1');
      const { uid, gid, ...attributes } = reader.attributes();
      if (name === '.' || name === '..') continue;
      const owners = ownersInLongName(longName);
      entries.push({
        name,
        attributes: this.seen(attributes),
        owner: owners?.owner ?? uid?.toString() ?? null,
        group: owners?.group ?? gid?.toString() ?? null,
      });
    }
    return entries;
  }

  /** What Windows servers say of modes is made up, and would become a copy's own. */
  private seen(attributes: FileAttributes): FileAttributes {
    return this.traits.hasModes ? attributes : { ...attributes, mode: null };
  }

  /** A mode without the right to write would make a file read-only on Windows, and never to be replaced. */
  private settable({ size, mode, modifiedMs }: NewAttributes & { readonly size?: number }): Buffer {
    return encodeAttributes({
      ...(size === undefined ? {} : { size }),
      ...(mode === undefined || !this.traits.hasModes ? {} : { mode }),
      ...(modifiedMs === undefined ? {} : { seconds: modifiedMs / 1_000 }),
    });
  }

  private async handle(type: number, path: string, fields: readonly Field[]): Promise<Buffer> {
    return (await this.ask(type, path, fields, Packet.Handle)).string();
  }

  private async status(type: number, path: string, fields: readonly Field[]): Promise<void> {
    await this.ask(type, path, fields, Packet.Status);
  }

  private extended(
    name: string,
    path: string,
    fields: readonly Field[],
    expected: number,
  ): Promise<PacketReader> {
    return this.ask(Packet.Extended, path, [{ string: Buffer.from(name) }, ...fields], expected);
  }

  private async ask(
    type: number,
    path: string,
    fields: readonly Field[],
    expected: number,
  ): Promise<PacketReader> {
    try {
      return await this.client.request(type, fields, expected);
    } catch (error) {
      throw asFileError(error, path);
    }
  }

  /** Version 3 has one status for all that it has no name for. Whether something is in the way can be looked up. */
  private async explained<T>(work: () => Promise<T>, newPath: string | null): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isFileError(error, 'refused') || newPath === null) throw error;
      const isThere = await this.lstat(newPath).then(
        () => true,
        () => false,
      );
      const code: FileErrorCode = isThere ? 'exists' : 'refused';
      throw isThere
        ? new FileError(code, 'remote', newPath, error.message)
        : await this.noSpaceOr(error, newPath);
    }
  }

  private async noSpaceOr(error: unknown, path: string): Promise<unknown> {
    if (!isFileError(error, 'refused')) return error;
    const space = await this.space(folderOf(this.traits, path)).catch(() => null);
    return space && space.freeBytes < NO_SPACE_BYTES
      ? new FileError('no-space', 'remote', path, error.message)
      : error;
  }
}

const text = (path: string): Field => ({ string: nameBytes(path) });

function firstName(reader: PacketReader): string {
  reader.u32();
  return nameFromBytes(reader.string());
}

function asFileError(error: unknown, path: string): unknown {
  if (error instanceof SftpStatusError)
    return new FileError(fileErrorCode(error.status), 'remote', path, error.message);
  return error;
}
