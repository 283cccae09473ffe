import { folderOf } from '../../shared/file-path.js';
import { ProblemError } from '../../shared/problem.js';
import type { Item } from './copy-item.js';
import type { CopySides } from './copy-sides.js';
import { copyProblem } from './problems.js';

/** Whether the disk that a copy goes to has room for it. */
export class Room {
  private _freeBytes: Promise<number> | null = null;
  private _knownFreeBytes = Infinity;

  /**
   * @param _folder that the copies go into
   * @param _neededBytes what is counted so far and has to have room there; negative for what is there already
   */
  public constructor(
    private readonly _sides: CopySides,
    private readonly _folder: string,
    private _neededBytes: number,
  ) {}

  /** Looks at the disk, once: before the first of the copies. */
  public async look(): Promise<void> {
    this._freeBytes ??= this._sides.target.space(this._folder).then(
      (space) => space?.freeBytes ?? Infinity,
      () => Infinity,
    );
    this._knownFreeBytes = await this._freeBytes;
  }

  /**
   * Counts an item that was found. Only what is certain counts: files in place of others may be skipped, and folders
   * that were there may be on another disk.
   *
   * @returns why the whole copy should end rather than go on until the disk is full; null while it need not
   */
  public add({ attributes, existing, parent }: Item): ProblemError | null {
    if (attributes.kind !== 'file' || existing || (parent && !parent.isOurs)) return null;
    this._neededBytes += attributes.size;
    if (this._neededBytes <= this._knownFreeBytes) return null;
    const { side } = this._sides.target;
    return new ProblemError(copyProblem.noRoom(side, this._folder, this._neededBytes, this._knownFreeBytes));
  }

  /** @throws ProblemError `files.no-room` when one file has none */
  public async check(targetPath: string, neededBytes: number): Promise<void> {
    const { target } = this._sides;
    const space = await target.space(folderOf(target.traits, targetPath));
    if (space && space.freeBytes < neededBytes)
      throw new ProblemError(copyProblem.noRoom(target.side, targetPath, neededBytes, space.freeBytes));
  }
}
