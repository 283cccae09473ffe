import type { Side } from '../../shared/contract/index.js';
import { isFileError, isLost, type FileAttributes, type FileSystem } from './file-system.js';
import type { Gate } from './gate.js';
import { joinPath } from '../../shared/file-path.js';
import { fileProblem } from './problems.js';
import { sharedAbort } from './shared-abort.js';
import type { Tally } from './tally.js';
import { WorkQueue } from './work-queue.js';

const AT_ONCE = 16;

/** What is done to each entry of a tree; folders after all that is in them. */
export interface TreeWork {
  readonly side: Side;
  /** Whether nothing is left to do about what is not there. */
  readonly isDoneWhenGone: boolean;
  entry(files: FileSystem, path: string, attributes: FileAttributes): Promise<void>;
}

/** Removes everything. What is gone already may have been removed by an earlier try, or an answer that was lost. */
export const removal = (side: Side): TreeWork => ({
  side,
  isDoneWhenGone: true,
  entry: (files, path, { kind }) =>
    kind === 'directory' ? files.removeDirectory(path) : files.removeFile(path),
});

/** Sets permission bits; folders get execute where they get read. Symlinks have none of their own. */
export const modeChange = (side: Side, mode: number): TreeWork => ({
  side,
  isDoneWhenGone: false,
  entry: async (files, path, { kind }) => {
    if (kind === 'symlink') return;
    const forFolders = mode | ((mode & 0o444) >> 2);
    await files.setAttributes(path, { mode: kind === 'directory' ? forFolders : mode });
  },
});

interface Folder {
  readonly path: string;
  readonly attributes: FileAttributes;
  readonly parent: Folder | null;
  pending: number;
}

/** Works through trees, symlinks not followed. */
export class TreeRun {
  private readonly queue = new WorkQueue({ entries: () => AT_ONCE });
  private readonly _abort = sharedAbort();

  /** @param files the side's files, asked for anew each time */
  public constructor(
    private readonly paths: readonly string[],
    private readonly work: TreeWork,
    private readonly files: () => FileSystem,
    private readonly gate: Gate,
    private readonly tally: Tally,
  ) {}

  /** Failures of single entries are in the tally. @throws FileError `lost`; the reason of `abort` */
  public async run(): Promise<void> {
    for (const path of this.paths) {
      this.tally.found(0);
      this.add(path, null, async () => this.look(path, await this.files().lstat(path), null));
    }
    await this.queue.done();
    this.tally.counted();
  }

  public abort(reason: Error): void {
    this._abort.abort(reason);
    this.queue.stop(reason);
  }

  private look(path: string, attributes: FileAttributes, parent: Folder | null): void {
    if (parent) parent.pending++;
    this.add(path, parent, async () => {
      if (attributes.kind === 'directory') await this.folder(path, attributes, parent);
      else {
        await this.work.entry(this.files(), path, attributes);
        this.tally.finished(path, 0, null);
        await this.settled(parent);
      }
    });
  }

  private async folder(path: string, attributes: FileAttributes, parent: Folder | null): Promise<void> {
    const folder: Folder = { path, attributes, parent, pending: 1 };
    const files = this.files();
    for await (const entries of files.list(path, this._abort.signal))
      for (const entry of entries) {
        this.tally.found(0);
        this.look(joinPath(files.traits, path, entry.name), entry.attributes, folder);
      }
    await this.settled(folder);
  }

  private async settled(folder: Folder | null): Promise<void> {
    if (!folder || --folder.pending > 0) return;
    await this.guard(folder.path, folder.parent, async () => {
      await this.work.entry(this.files(), folder.path, folder.attributes);
      this.tally.finished(folder.path, 0, null);
      await this.settled(folder.parent);
    });
  }

  private add(path: string, parent: Folder | null, work: () => Promise<void>): void {
    this.queue.add('entries', () => this.guard(path, parent, work));
  }

  private async guard(path: string, parent: Folder | null, work: () => Promise<void>): Promise<void> {
    try {
      await this.gate.pass(this._abort.signal);
      await work();
    } catch (error) {
      if (this._abort.signal.aborted || isLost(error)) throw error;
      if (isFileError(error, 'not-found') && this.work.isDoneWhenGone) this.tally.finished(path, 0, null);
      else this.tally.remark('failed', path, 0, fileProblem(error));
      await this.settled(parent);
    }
  }
}
