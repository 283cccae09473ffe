import { nameFromBytes } from '../../../shared/file-name.js';
import {
  FileError,
  type CopyWithinOptions,
  type DirectoryEntry,
  type FileAttributes,
  type FileSystem,
  type FileSystemTraits,
  type NewAttributes,
  type OpenWriteOptions,
  type ReadHandle,
  type WriteHandle,
} from '../file-system.js';
import type { Commands } from './commands.js';
import { ListingParser, parseStat, STAT_FORMAT } from './listing.js';
import { announce, endOf } from './scp-protocol.js';
import { ScpReader } from './scp-reader.js';
import { ScpWriter } from './scp-writer.js';
import { lostShell, shellError } from './shell-errors.js';
import { commandLine } from './shell-words.js';

const IO_BYTES = 256 * 1024;
/** Each open file is a channel of the connection. */
const OPEN_FILES = 4;
const LIST_READ_BYTES = 64 * 1024;
/** Readable and writable by its owner only, until it is whole and gets the source's mode. */
const PART_MODE = 0o600;

/** Ends a script with the system's own words for it, where a shell has words of its own. */
const fail = (words: string) => `{ echo "${words}" >&2; exit 1; }`;
const isThere = (variable: string) => `{ [ -e "$${variable}" ] || [ -L "$${variable}" ]; }`;

/**
 * The files of a node without SFTP: contents by scp, all else by POSIX commands of GNU's or BusyBox's kind, each with
 * its own `exec`. Slower than SFTP, and as careful.
 */
export class ShellFiles implements FileSystem {
  public readonly side = 'remote';
  public readonly traits: FileSystemTraits = {
    separator: '/',
    names: 'posix',
    ignoresCase: false,
    hasModes: true,
    hasSymlinks: true,
    replacesAtOnce: true,
    randomAccess: false,
    maxReadBytes: IO_BYTES,
    maxWriteBytes: IO_BYTES,
    maxOpenFiles: OPEN_FILES,
  };

  /** @param hasScp whether the node has the program; without it contents go through `cat` and `tail` */
  public constructor(
    private readonly commands: Commands,
    private readonly home: string,
    private readonly hasScp: boolean,
  ) {}

  public async *list(path: string, signal?: AbortSignal): AsyncGenerator<DirectoryEntry[], void, void> {
    const script = [
      `${isThere('p')} || ${fail('No such file or directory')}`,
      `[ -d "$p" ] || ${fail('Not a directory')}`,
      `cd "$p" 2>/dev/null && [ -r . ] || ${fail('Permission denied')}`,
      // -prune keeps it to this folder: not every find has -maxdepth.
      `exec find . ! -name . -prune -exec stat -c "${STAT_FORMAT}" {} +`,
    ].join('; ');
    const command = await this.open(path, script);
    try {
      const parser = new ListingParser();
      for (;;) {
        const chunk = await command.read(LIST_READ_BYTES);
        signal?.throwIfAborted();
        if (chunk.length === 0) break;
        const entries = parser.add(chunk);
        if (entries.length > 0) yield entries;
      }
      const { exitCode, errorOutput } = await command.end;
      // Entries that went away meanwhile are no failure of the listing.
      if (exitCode === null || (exitCode !== 0 && !/^(stat|find): /m.test(errorOutput)))
        throw await endOf(command, path);
    } finally {
      command.close();
    }
  }

  public async stat(path: string): Promise<FileAttributes> {
    return parseStat(await this.run(path, `stat -L -c "${STAT_FORMAT}" "$p"`));
  }

  public async lstat(path: string): Promise<FileAttributes> {
    return parseStat(await this.run(path, `stat -c "${STAT_FORMAT}" "$p"`));
  }

  public async realpath(path: string): Promise<string> {
    return nameFromBytes(
      withoutNewline(
        await this.run(path, `${isThere('p')} || ${fail('No such file or directory')}; readlink -f "$p"`),
      ),
    );
  }

  public async readLink(path: string): Promise<string> {
    return nameFromBytes(withoutNewline(await this.run(path, 'readlink "$p"')));
  }

  public async makeDirectory(path: string): Promise<void> {
    await this.run(path, 'mkdir "$p"');
  }

  public async rename(from: string, to: string): Promise<void> {
    await this.run(to, `! ${isThere('p')} || ${fail('File exists')}; mv "$from" "$p"`, {
      from: this.path(from),
    });
  }

  public async replace(from: string, to: string): Promise<'at-once' | 'in-steps'> {
    // Into a folder, mv would put it; a link to one has to go first.
    const script = [
      `if [ -L "$p" ] && [ -d "$p" ]; then rm -f "$p" || exit 1; echo in-steps; fi`,
      `[ ! -d "$p" ] || ${fail('Is a directory')}`,
      'mv -f "$from" "$p"',
    ].join('; ');
    const output = await this.run(to, script, { from: this.path(from) });
    return output.length > 0 ? 'in-steps' : 'at-once';
  }

  public async removeFile(path: string): Promise<void> {
    await this.run(path, `${isThere('p')} || ${fail('No such file or directory')}; rm -f "$p"`);
  }

  public async removeDirectory(path: string): Promise<void> {
    await this.run(path, 'rmdir "$p"');
  }

  public async setAttributes(
    path: string,
    { size, mode, modifiedMs }: NewAttributes & { readonly size?: number },
  ): Promise<void> {
    // dd cuts what it writes to where it begins, and here it writes nothing.
    const cut = size === undefined ? '' : `dd if=/dev/null of="$p" bs=1 seek=${size} 2>/dev/null || exit 1; `;
    const chmod = mode === undefined ? '' : `chmod ${mode.toString(8)} "$p" && `;
    const touch = (option: string) =>
      modifiedMs === undefined ? 'true' : `TZ=UTC0 touch ${option} -t ${touchTime(modifiedMs)} "$p"`;
    await this.run(path, `if [ -L "$p" ]; then ${touch('-h')}; else ${cut}${chmod}${touch('')}; fi`);
  }

  public async makeSymlink(target: string, path: string): Promise<void> {
    await this.run(path, `! ${isThere('p')} || ${fail('File exists')}; ln -s -- "$t" "$p"`, { t: target });
  }

  public async copyWithin(
    from: string,
    to: string,
    size: number,
    { onProgress }: CopyWithinOptions,
  ): Promise<void> {
    await this.run(to, `umask 077; set -C; cat "$from" > "$p"`, { from: this.path(from) });
    onProgress(size);
  }

  public async space(path: string): Promise<{ freeBytes: number; totalBytes: number } | null> {
    // POSIX's form: one line, of KiB in all, used and free.
    const output = await this.run(path, 'df -P -k "$p"');
    const [, total, free] = /\s(\d+)\s+\d+\s+(\d+)\s+\d+%\s/.exec(output.toString('latin1')) ?? [];
    if (total === undefined || free === undefined) return null;
    return { totalBytes: Number(total) * 1_024, freeBytes: Number(free) * 1_024 };
  }

  public async openRead(path: string): Promise<ReadHandle> {
    const script = `[ -e "$p" ] || ${fail('No such file or directory')}; [ -r "$p" ] || ${fail('Permission denied')}`;
    await this.run(path, script);
    return new ScpReader(this.commands, this.path(path), this.hasScp, () => this.stat(path));
  }

  public async openWrite(
    path: string,
    { create, size, hasUsualMode = false }: OpenWriteOptions,
  ): Promise<WriteHandle> {
    const setAttributes = (attributes: NewAttributes) => this.setAttributes(path, attributes);
    const writer = (scp: ConstructorParameters<typeof ScpWriter>[2]) =>
      new ScpWriter(this.commands, this.path(path), scp, setAttributes);
    if (create === 'existing') return writer(null);
    // noclobber is how a shell makes a file only if there is none.
    const make = `${hasUsualMode ? '' : 'umask 077; '}set -C; true > "$p" || exit 1; set +C`;
    if (size === 0 || !this.hasScp) {
      await this.run(path, make);
      return writer(null);
    }
    const scp = await this.open(path, `${make}; exec scp -t "$p"`);
    await announce(scp, path, size, PART_MODE);
    return writer(scp);
  }

  /** Relative paths begin at home, and none may look like an option. */
  private path(path: string): string {
    if (path.startsWith('/')) return path;
    if (path === '~' || path === '.') return this.home;
    return `${this.home}/${path.startsWith('~/') ? path.slice(2) : path}`;
  }

  private async open(path: string, script: string) {
    try {
      return await this.commands.open(commandLine({ p: this.path(path) }, script));
    } catch (error) {
      throw lostShell(path, (error as Error).message);
    }
  }

  /** Runs a script that finds the path in `$p`, and other words under their names. @returns what it printed */
  private async run(path: string, script: string, words: Record<string, string> = {}): Promise<Buffer> {
    const line = commandLine({ p: this.path(path), ...words }, script);
    const { exitCode, signal, output, errorOutput } = await this.commands
      .run(line)
      .catch((error: unknown) => {
        throw lostShell(path, (error as Error).message);
      });
    if (exitCode === 0) return output;
    if (exitCode === null && signal === null) throw lostShell(path, 'The connection to the node was lost');
    throw errorOutput === ''
      ? new FileError('refused', 'remote', path, 'The command failed')
      : shellError(path, errorOutput);
  }
}

/** Commands end a path with a newline that is not part of it. */
const withoutNewline = (output: Buffer) => output.subarray(0, output.at(-1) === 0x0a ? -1 : undefined);

/** As `touch -t` wants it, in UTC: POSIX has no other form that every touch knows. */
function touchTime(modifiedMs: number): string {
  const [date = '', time = ''] = new Date(modifiedMs).toISOString().split('T');
  const [hours = '', minutes = '', seconds = ''] = time.split(':');
  return `${date.replaceAll('-', '')}${hours}${minutes}.${seconds.slice(0, 2)}`;
}
