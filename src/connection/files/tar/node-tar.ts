import { nameBytes } from '../../../shared/file-name.js';
import { Batches } from '../batches.js';
import { FileError, type NewAttributes } from '../file-system.js';
import { posixScript, type RemoteShell } from '../remote-shell.js';
import type { Stamp } from '../stamps.js';
import { filesOfArchive, type TarFile } from './archive.js';
import { TAR_END, tarHeader, tarPadding } from './header.js';

/** Archives at once, each way: one is unpacked while the other is on its way. */
const ARCHIVES = 2;
/** In one archive to the node; it is held in memory, and all its files wait for its end. */
const MAX_SENT_BYTES = 1024 * 1024;
/** From the node it takes the agent half a second, for which a pause or a cancel may have to wait. */
const MAX_FETCHED_BYTES = 512 * 1024;
/** What a file adds to an archive beside its content. */
const HEADER_BYTES = 1024;
/** Of files that come without a mode: what others may read, as far as the user's umask lets them. */
const USUAL_MODE = 0o644;

interface Sent {
  readonly path: string;
  readonly bytes: Buffer;
  readonly attributes: NewAttributes;
}

interface Wanted {
  readonly path: string;
  readonly stamp: Stamp;
}

/** Writes and reads many small files with one `tar` on the node: else each would be several answers to wait for. */
export class NodeTar {
  private readonly sent = new Batches<Sent, undefined>(
    { atOnce: ARCHIVES, mostWeight: MAX_SENT_BYTES, weigh: ({ bytes }) => bytes.length },
    (files) => this.send(files),
  );
  private readonly wanted = new Batches<Wanted, Buffer | null>(
    { atOnce: ARCHIVES, mostWeight: MAX_FETCHED_BYTES, weigh: ({ stamp }) => stamp.size + HEADER_BYTES },
    (files) => this._fetch(files),
  );

  private constructor(private readonly shell: RemoteShell) {}

  /** @returns null where the node has no tar, or no way to tell it names of any bytes. Never rejects */
  public static async find(shell: RemoteShell): Promise<((shell: RemoteShell) => NodeTar) | null> {
    const { exitCode } = await shell
      .run(posixScript('command -v tar >/dev/null && command -v xargs >/dev/null'), Buffer.alloc(0))
      .catch(() => ({ exitCode: null }));
    return exitCode === 0 ? (other) => new NodeTar(other) : null;
  }

  /**
   * Writes a file with its mode and time, in place of what may be there.
   *
   * @param path absolute, in a folder that is there
   * @throws FileError `refused` when it may not be there whole; why, only writing it alone can tell
   */
  public async put(path: string, bytes: Buffer, attributes: NewAttributes): Promise<void> {
    await this.sent.add({ path, bytes, attributes });
  }

  /**
   * Reads a file.
   *
   * @param path absolute
   * @param stamp size and time that it has to have
   * @returns null when tar did not bring it so; why, only reading it alone can tell
   */
  public fetch(path: string, stamp: Stamp): Promise<Buffer | null> {
    return this.wanted.add({ path, stamp });
  }

  private async send(files: readonly Sent[]): Promise<undefined[]> {
    const now = Date.now();
    const members = files.flatMap(({ path, bytes, attributes: { mode, modifiedMs } }) => [
      tarHeader({
        // Below the root, where it is unpacked: some tars do not take absolute names.
        name: nameBytes(path.replace(/^\/+/, '')),
        size: bytes.length,
        mode: mode ?? USUAL_MODE,
        seconds: (modifiedMs ?? now) / 1_000,
      }),
      bytes,
      tarPadding(bytes.length),
    ]);
    // o: owned by whoever unpacks, as with SFTP, also when that is root; p: modes as they are, without a umask, which
    // is for files that come with none, as from Windows.
    const permissions = files.every(({ attributes }) => attributes.mode !== undefined) ? 'p' : '';
    const fault = await this.shell
      .run(posixScript(`exec tar -C / -xo${permissions}f -`), Buffer.concat([...members, TAR_END]))
      .then(
        ({ exitCode, errorOutput }) => (exitCode === 0 ? null : errorOutput || 'tar has failed'),
        (error: unknown) => (error as Error).message,
      );
    if (fault !== null) throw new FileError('refused', 'remote', files[0]?.path ?? '', fault);
    return files.map(() => undefined);
  }

  private async _fetch(files: readonly Wanted[]): Promise<(Buffer | null)[]> {
    // Below the root as well, and beginning with a dot: no name is an option then.
    const names = files.map(({ path }) => Buffer.concat([Buffer.from('.'), nameBytes(path)]));
    const input = Buffer.concat(names.flatMap((name) => [name, Buffer.alloc(1)]));
    let found: Map<string, TarFile>;
    try {
      const { exitCode, output } = await this.shell.run(posixScript('exec xargs -0 tar -C / -cf -'), input);
      // A file that changed while tar read it makes it fail, and it does not say in a reliable way which that was.
      if (exitCode !== 0) return files.map(() => null);
      found = new Map(filesOfArchive(output).map((file) => [file.name, file]));
    } catch {
      return files.map(() => null);
    }
    return files.map(({ stamp }, index) => {
      const file = found.get(names[index]?.toString('latin1') ?? '');
      return file && isAsExpected(file, stamp) ? file.content : null;
    });
  }
}

const isAsExpected = ({ content, seconds }: TarFile, { size, modifiedMs }: Stamp) =>
  content.length === size && modifiedMs !== null && seconds === Math.floor(modifiedMs / 1_000);
