import { nameBytes } from '../../../shared/file-name.js';
import { FileError, type NewAttributes } from '../file-system.js';
import { posixScript, type RemoteShell } from '../remote-shell.js';
import { TAR_END, tarHeader, tarPadding } from './header.js';

/** Files that are given within this time (ms) go in one archive. While one is under way, more gather. */
const GATHER_MS = 10;
/** Archives at once: one is unpacked while the other is on its way. */
const ARCHIVES = 2;
/** In one archive; it is held in memory, and all its files wait for its end. */
const MAX_ARCHIVE_BYTES = 1024 * 1024;
/** Until it gets the source's mode a part is its owner's alone. */
const PART_MODE = 0o600;

interface Gathered {
  readonly path: string;
  readonly bytes: Buffer;
  readonly attributes: NewAttributes;
  readonly resolve: () => void;
  readonly reject: (error: FileError) => void;
}

/** Writes many small files with one `tar` on the node: without it, each file would be several answers to wait for. */
export class TarSender {
  private _gathered: Gathered[] = [];
  private _timer: NodeJS.Timeout | null = null;
  private _archives = 0;

  public constructor(private readonly _shell: RemoteShell) {}

  /**
   * Writes a file with its mode and time, in place of what may be there.
   *
   * @param path absolute, in a folder that is there
   * @throws FileError when it may not be there whole; why, only writing it alone can tell
   */
  public put(path: string, bytes: Buffer, attributes: NewAttributes): Promise<void> {
    return new Promise((resolve, reject) => {
      this._gathered.push({ path, bytes, attributes, resolve, reject });
      this._flushSoon();
    });
  }

  private _flushSoon(): void {
    if (this._archives >= ARCHIVES || this._gathered.length === 0) return;
    this._timer ??= setTimeout(() => {
      this._timer = null;
      void this._flush();
    }, GATHER_MS);
  }

  private async _flush(): Promise<void> {
    const files = this._take();
    this._archives++;
    const fault = await this._send(files).catch((error: unknown) => (error as Error).message);
    this._archives--;
    for (const { path, resolve, reject } of files) {
      if (fault === null) resolve();
      else reject(new FileError('refused', 'remote', path, fault));
    }
    this._flushSoon();
  }

  private _take(): Gathered[] {
    let bytes = 0;
    let count = 0;
    for (const file of this._gathered) {
      bytes += file.bytes.length;
      if (count > 0 && bytes > MAX_ARCHIVE_BYTES) break;
      count++;
    }
    return this._gathered.splice(0, count);
  }

  /** @returns what went wrong; null when all is there */
  private async _send(files: readonly Gathered[]): Promise<string | null> {
    const now = Date.now();
    const members = files.flatMap(({ path, bytes, attributes: { mode, modifiedMs } }) => [
      tarHeader({
        // Below the root, where it is unpacked: some tars do not take absolute names.
        name: nameBytes(path.replace(/^\/+/, '')),
        size: bytes.length,
        mode: mode ?? PART_MODE,
        seconds: (modifiedMs ?? now) / 1_000,
      }),
      bytes,
      tarPadding(bytes.length),
    ]);
    // o: owned by whoever unpacks, as with SFTP, also when that is root; p: modes as they are, without a umask.
    const command = posixScript('exec tar -C / -xopf -');
    const { exitCode, errorOutput } = await this._shell.run(command, Buffer.concat([...members, TAR_END]));
    return exitCode === 0 ? null : errorOutput || 'tar has failed';
  }
}

/** Whether a node can unpack archives. Never rejects. */
export async function hasTar(shell: RemoteShell): Promise<boolean> {
  const { exitCode } = await shell
    .run(posixScript('command -v tar >/dev/null'), Buffer.alloc(0))
    .catch(() => ({ exitCode: null }));
  return exitCode === 0;
}
