import { folderOf } from '../../shared/file-path.js';
import { ProblemError } from '../../shared/problem.js';
import type { Item } from './copy-item.js';
import type { CopySides } from './copy-sides.js';
import { copyProblem } from './problems.js';

/** Whether the disk that a copy goes to has room for it. */
export class Room {
  private freeBytes: Promise<number> | null = null;
  private knownFreeBytes = Infinity;

  /**
   * @param folder that the copies go into
   * @param neededBytes what is counted so far and has to have room there; negative for what is there already
   */
  public constructor(
    private readonly sides: CopySides,
    private readonly folder: string,
    private neededBytes: number,
  ) {}

  /** Looks at the disk, once: before the first of the copies. */
  public async look(): Promise<void> {
    this.freeBytes ??= this.sides.target.space(this.folder).then(
      (space) => space?.freeBytes ?? Infinity,
      () => Infinity,
    );
    this.knownFreeBytes = await this.freeBytes;
  }

  /**
   * Counts an item that was found. Only what is certain counts: files in place of others may be skipped, and folders
   * that were there may be on another disk.
   *
   * @returns why the whole copy should end rather than go on until the disk is full; null while it need not
   */
  public add({ attributes, existing, parent }: Item): ProblemError | null {
    if (attributes.kind !== 'file' || existing || (parent && !parent.isOurs)) return null;
    this.neededBytes += attributes.size;
    if (this.neededBytes <= this.knownFreeBytes) return null;
    const { side } = this.sides.target;
    return new ProblemError(copyProblem.noRoom(side, this.folder, this.neededBytes, this.knownFreeBytes));
  }

  /** @throws ProblemError `files.no-room` when one file has none */
  public async check(targetPath: string, neededBytes: number): Promise<void> {
    const { target } = this.sides;
    const space = await target.space(folderOf(target.traits, targetPath));
    if (space && space.freeBytes < neededBytes)
      throw new ProblemError(copyProblem.noRoom(target.side, targetPath, neededBytes, space.freeBytes));
  }
}
