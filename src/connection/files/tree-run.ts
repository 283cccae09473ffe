import type { Side } from '../../shared/contract/index.js';
import { isLost, type FileAttributes, type FileSystem } from './file-system.js';
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
  entry(files: FileSystem, path: string, attributes: FileAttributes): Promise<void>;
}

/** Removes everything. */
export const removal = (side: Side): TreeWork => ({
  side,
  entry: (files, path, { kind }) =>
    kind === 'directory' ? files.removeDirectory(path) : files.removeFile(path),
});

/** Sets permission bits; folders get execute where they get read. Symlinks have none of their own. */
export const modeChange = (side: Side, mode: number): TreeWork => ({
  side,
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
  private readonly _queue = new WorkQueue({ entries: () => AT_ONCE });
  private readonly _abort = sharedAbort();

  /** @param _files the side's files, asked for anew each time */
  public constructor(
    private readonly _paths: readonly string[],
    private readonly _work: TreeWork,
    private readonly _files: () => FileSystem,
    private readonly _gate: Gate,
    private readonly _tally: Tally,
  ) {}

  /** Failures of single entries are in the tally. @throws FileError `lost`; the reason of `abort` */
  public async run(): Promise<void> {
    for (const path of this._paths) {
      this._add(path, null, async () => {
        const attributes = await this._files().lstat(path);
        this._found(path, attributes, null);
      });
    }
    await this._queue.done();
    this._tally.counted();
  }

  public abort(reason: Error): void {
    this._abort.abort(reason);
    this._queue.stop(reason);
  }

  private _found(path: string, attributes: FileAttributes, parent: Folder | null): void {
    this._tally.found(0);
    if (parent) parent.pending++;
    this._add(path, parent, async () => {
      if (attributes.kind === 'directory') await this._folder(path, attributes, parent);
      else {
        await this._work.entry(this._files(), path, attributes);
        this._tally.finished(path, 0, null);
        await this._settled(parent);
      }
    });
  }

  private async _folder(path: string, attributes: FileAttributes, parent: Folder | null): Promise<void> {
    const folder: Folder = { path, attributes, parent, pending: 1 };
    const files = this._files();
    for await (const entries of files.list(path, this._abort.signal))
      for (const entry of entries)
        this._found(joinPath(files.traits, path, entry.name), entry.attributes, folder);
    await this._settled(folder);
  }

  private async _settled(folder: Folder | null): Promise<void> {
    if (!folder || --folder.pending > 0) return;
    await this._guard(folder.path, folder.parent, async () => {
      await this._work.entry(this._files(), folder.path, folder.attributes);
      this._tally.finished(folder.path, 0, null);
      await this._settled(folder.parent);
    });
  }

  private _add(path: string, parent: Folder | null, work: () => Promise<void>): void {
    this._queue.add('entries', () => this._guard(path, parent, work));
  }

  private async _guard(path: string, parent: Folder | null, work: () => Promise<void>): Promise<void> {
    try {
      await this._gate.pass(this._abort.signal);
      await work();
    } catch (error) {
      if (this._abort.signal.aborted || isLost(error)) throw error;
      if (this._tally.itemsTotal === 0) this._tally.found(0);
      this._tally.remark('failed', path, 0, fileProblem(error));
      await this._settled(parent);
    }
  }
}
