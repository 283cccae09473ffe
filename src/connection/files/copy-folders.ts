import { folderOf, joinPath } from '../../shared/file-path.js';
import { ProblemError } from '../../shared/problem.js';
import type { Folder, Item } from './copy-item.js';
import type { CopySides } from './copy-sides.js';
import { isFileError, lstatOrNull, type DirectoryEntry, type FileAttributes } from './file-system.js';
import { foldedFor } from './names.js';
import { copyProblem } from './problems.js';

/** Kept of those under way; more would make each save long. The others have their times only if nothing interrupts. */
const MAX_MADE_FOLDERS = 10_000;

/** The folders of a copy: made at the target, gone through at the source, and finished when all in them is. */
export class CopyFolders {
  /** Those that this job has made and not finished. */
  private readonly _made: Set<string>;

  /**
   * @param changed called when what is made has changed
   * @param made what an earlier run of the job has made
   */
  public constructor(
    private readonly sides: CopySides,
    private readonly changed: () => void,
    made: readonly string[],
  ) {
    this._made = new Set(made);
  }

  /** What is to be kept of those under way. */
  public get made(): string[] {
    return [...this._made].slice(0, MAX_MADE_FOLDERS);
  }

  /** Whether this job has made a folder and not finished it, in an earlier run, too. */
  public isMade(path: string): boolean {
    return this._made.has(path);
  }

  /** Makes the folder that the copies go into, and those above it. */
  public async ensure(path: string): Promise<void> {
    const { target } = this.sides;
    try {
      await target.stat(path);
    } catch (error) {
      const above = folderOf(target.traits, path);
      if (!isFileError(error, 'not-found') || above === path) throw error;
      await this.ensure(above);
      await this.sides.target.makeDirectory(path).catch((reason: unknown) => {
        // Another root of this job may have made it meanwhile.
        if (!isFileError(reason, 'exists')) throw reason;
      });
    }
  }

  /**
   * Makes a folder at the target, or takes the one that is there.
   *
   * @returns it, and what is in it, which `entries` brings in batches
   * @throws FileError; ProblemError where something else is in its place
   */
  public async begin(
    item: Item,
    signal: AbortSignal,
  ): Promise<{ readonly folder: Folder; readonly entries: AsyncGenerator<Item[], void, void> }> {
    const { targetPath } = item;
    const existing =
      item.existing === undefined ? await lstatOrNull(this.sides.target, targetPath) : item.existing;
    await this.checkSearchable(item);
    const isMade = existing === null && (await this.make(targetPath));
    // A symlink to a folder serves as one.
    if (existing && (await this.sides.target.stat(targetPath)).kind !== 'directory')
      throw new ProblemError(copyProblem.kindClash(this.sides.target.side, targetPath));
    const listed = isMade ? null : await this.listed(targetPath, signal);
    const folder: Folder = {
      item,
      pending: 1,
      incomplete: false,
      failures: 0,
      isOurs: isMade || this._made.has(targetPath),
      names: new Map(),
    };
    return { folder, entries: this.entries(folder, listed, signal) };
  }

  /** Gives a folder its mode and time, once all that is in it is dealt with. */
  public async finish({ item, isOurs }: Folder): Promise<void> {
    const { mode, modifiedMs } = item.attributes;
    // Not before: each file that comes in changes the folder's time, and a folder may be read-only.
    if (isOurs)
      await this.sides.target.setAttributes(item.targetPath, {
        ...(mode === null ? {} : { mode: mode & 0o777 }),
        ...(modifiedMs === null ? {} : { modifiedMs }),
      });
  }

  /** Forgets a folder that is finished. */
  public forget({ item }: Folder): void {
    this._made.delete(item.targetPath);
  }

  /** @returns false where one is there by now */
  private async make(path: string): Promise<boolean> {
    try {
      await this.sides.target.makeDirectory(path);
    } catch (error) {
      if (!isFileError(error, 'exists')) throw error;
      return false;
    }
    this._made.add(path);
    this.changed();
    return true;
  }

  /**
   * Of a folder that may be read and not searched, servers list nothing, or no entry of which they know more than its
   * name (OpenSSH's sftp-server.c, process_readdir): what is in it would be left out without a word.
   *
   * @throws FileError `denied`
   */
  private async checkSearchable({ sourcePath, attributes: { mode } }: Item): Promise<void> {
    if (mode === null || (mode & 0o111) === 0o111) return;
    const { source } = this.sides;
    await source.stat(joinPath(source.traits, sourcePath, '.'));
  }

  private async *entries(
    folder: Folder,
    listed: ReadonlyMap<string, FileAttributes> | null,
    signal: AbortSignal,
  ): AsyncGenerator<Item[], void, void> {
    for await (const entries of this.sides.source.list(folder.item.sourcePath, signal))
      yield entries.map((entry) => this.child(folder, entry, listed));
  }

  private child(
    folder: Folder,
    { name, attributes }: DirectoryEntry,
    listed: ReadonlyMap<string, FileAttributes> | null,
  ): Item {
    const { source, target } = this.sides;
    return {
      sourcePath: joinPath(source.traits, folder.item.sourcePath, name),
      targetPath: joinPath(target.traits, folder.item.targetPath, name),
      attributes,
      existing: listed?.get(foldedFor(target.traits, name)) ?? null,
      parent: folder,
    };
  }

  private async listed(path: string, signal: AbortSignal): Promise<Map<string, FileAttributes>> {
    const { target } = this.sides;
    const listed = new Map<string, FileAttributes>();
    for await (const entries of target.list(path, signal))
      for (const { name, attributes } of entries) listed.set(foldedFor(target.traits, name), attributes);
    return listed;
  }
}
