import { createHash } from 'node:crypto';
import type { FileKind, StoredJob } from '../../shared/contract/index.js';
import { nameBytes } from '../../shared/file-name.js';
import { ProblemError } from '../../shared/problem.js';
import type { Checksums } from './checksums.js';
import type { Candidate, WriteDecision } from './conflicts.js';
import type { CopySides } from './copy-sides.js';
import { lstatOrNull } from './file-system.js';
import { folderOf, joinPath } from '../../shared/file-path.js';
import { mendReplacement } from './moved-away.js';
import { copyProblem } from './problems.js';
import { sameStamp, stampOf } from './stamps.js';
import { compare } from './verification.js';

export type StoredPart = StoredJob['parts'][number];

const PART_KINDS = new Set<FileKind>(['file', 'symlink']);

interface PartContext {
  readonly jobId: string;
  readonly sides: CopySides;
  readonly checksums: Readonly<Record<'source' | 'target', Checksums | null>>;
}

/** The files of a job that are half copied, by the path of their part. */
export class Parts {
  private readonly parts: Map<string, StoredPart>;

  /** @param stored what an earlier run of the job has left */
  public constructor(
    private readonly context: PartContext,
    stored: readonly StoredPart[],
  ) {
    this.parts = new Map(stored.map((part) => [part.partPath, part]));
  }

  public get all(): StoredPart[] {
    return [...this.parts.values()];
  }

  /** Notes how far a file has come. */
  public keep(part: StoredPart): void {
    this.parts.set(part.partPath, part);
  }

  /** Forgets a part, which stays where it is. @returns what was known of it */
  public forget(partPath: string): StoredPart | undefined {
    const part = this.parts.get(partPath);
    this.parts.delete(partPath);
    return part;
  }

  /** Beside the target, of a length that every disk takes, and the same for the same job and target. */
  public pathFor(targetPath: string): string {
    const { traits } = this.context.sides.target;
    const id = createHash('sha256').update(this.context.jobId).update('\0').update(nameBytes(targetPath));
    return joinPath(traits, folderOf(traits, targetPath), `.sallyport-${id.digest('hex').slice(0, 12)}.part`);
  }

  /**
   * How much (bytes) of a part is there and is proven to be the beginning of the source. A file that is to be resumed
   * becomes its part.
   *
   * @throws ProblemError when a file that is to be resumed is not the beginning of the source
   */
  public async resumable(
    { sourcePath, attributes }: Candidate,
    decision: WriteDecision,
    partPath: string,
    signal: AbortSignal,
  ): Promise<number> {
    const { source, target } = this.context.sides;
    if (decision.kind === 'resume') {
      const length = decision.existing.size;
      if (!(await this.isBeginning(sourcePath, decision.targetPath, length, signal)))
        throw new ProblemError(copyProblem.checksum(source.side, sourcePath));
      await target.rename(decision.targetPath, partPath);
      return length;
    }
    const stored = this.parts.get(partPath);
    if (stored?.sourcePath !== sourcePath || !sameStamp(stored.source, stampOf(attributes))) return 0;
    const part = await lstatOrNull(target, partPath);
    if (part?.kind !== 'file') return 0;
    const length = Math.min(stored.bytesDone, part.size, attributes.size);
    if (length === 0 || !(await this.isBeginning(sourcePath, partPath, length, signal))) return 0;
    return length;
  }

  /**
   * Removes a part.
   *
   * @param wasOwn whether it may be the person's own file, which was to be resumed: it goes back to where it was
   */
  public async remove(part: StoredPart, wasOwn: boolean): Promise<void> {
    const { partPath, targetPath } = part;
    const { target } = this.context.sides;
    if (this.pathFor(targetPath) === partPath) await mendReplacement(target, partPath, targetPath);
    if (!(await this.isOurs(part))) return;
    if (wasOwn && (await lstatOrNull(target, targetPath)) === null) await target.rename(partPath, targetPath);
    else await target.removeFile(partPath);
  }

  /** Whether what is there can be what this job has left: by the name that only it makes up, and by kind and size. */
  private async isOurs({ partPath, targetPath, source }: StoredPart): Promise<boolean> {
    if (this.pathFor(targetPath) !== partPath) return false;
    const there = await lstatOrNull(this.context.sides.target, partPath);
    // What said that it was empty may have been longer.
    return there !== null && PART_KINDS.has(there.kind) && (there.size <= source.size || source.size === 0);
  }

  private async isBeginning(
    sourcePath: string,
    targetPath: string,
    length: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { checksums } = this.context;
    const { same, how } = await compare(
      {
        source: { files: this.context.sides.source, path: sourcePath, checksums: checksums.source },
        target: { files: this.context.sides.target, path: targetPath, checksums: checksums.target },
        length,
        isWhole: false,
      },
      'full',
      signal,
    );
    return same && how !== 'none';
  }
}
