import { createHash } from 'node:crypto';
import type { FileKind, StoredJob } from '../../shared/contract/index.js';
import { nameBytes } from '../../shared/file-name.js';
import { ProblemError } from '../../shared/problem.js';
import type { Checksums } from './checksums.js';
import type { Candidate, WriteDecision } from './conflicts.js';
import type { CopySides } from './copy-sides.js';
import { lstatOrNull, type FileAttributes } from './file-system.js';
import { untilAborted } from './gate.js';
import { baseName, folderOf, joinPath } from '../../shared/file-path.js';
import { isPartName, partName } from '../../shared/part-name.js';
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
  /** Settles when what is known of the parts now is kept. */
  kept(): Promise<void>;
}

/** The files of a job that are half copied, by the path of their part. */
export class Parts {
  private readonly parts: Map<string, StoredPart>;
  private readonly jobDigest: string;
  /** Files of the person's own that a part was made of: never taken for one that nobody knows. */
  private readonly originals = new Set<string>();

  /** @param stored what an earlier run of the job has left */
  public constructor(
    private readonly context: PartContext,
    stored: readonly StoredPart[],
  ) {
    this.parts = new Map();
    for (const part of stored) this.keep(part);
    this.jobDigest = createHash('sha256').update(context.jobId).digest('hex');
  }

  public get all(): StoredPart[] {
    return [...this.parts.values()];
  }

  /** Notes how far a file has come. */
  public keep(part: StoredPart): void {
    if (part.original !== null) this.originals.add(part.partPath);
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
    const target = createHash('sha256').update(nameBytes(targetPath)).digest('hex');
    return joinPath(traits, folderOf(traits, targetPath), partName(this.jobDigest, target));
  }

  /** Whether something is a part of this job, noted or not, and nothing else. */
  public isPart(path: string, { kind }: FileAttributes): boolean {
    const name = baseName(this.context.sides.target.traits, path);
    return isPartName(name, this.jobDigest) && PART_KINDS.has(kind) && !this.originals.has(path);
  }

  /** To be called before a target is replaced: where its old file is moved away first, that has to be known. */
  public async beforeReplacing(): Promise<void> {
    if (!this.context.sides.target.traits.replacesAtOnce) await this.context.kept();
  }

  /**
   * The part that a copy begins with: what is there of it and is proven to be the beginning of the source. A file that
   * is to be resumed becomes its part.
   *
   * @throws ProblemError when a file that is to be resumed is not the beginning of the source
   */
  public async begin(
    { sourcePath, attributes }: Candidate,
    decision: WriteDecision,
    signal: AbortSignal,
  ): Promise<StoredPart> {
    const { targetPath } = decision;
    const partPath = this.pathFor(targetPath);
    const source = stampOf(attributes);
    const fresh = { sourcePath, targetPath, partPath, source, bytesDone: 0, original: null };
    if (decision.kind === 'resume') return this.resumed(fresh, decision.existing, signal);
    const stored = this.parts.get(partPath);
    if (stored?.sourcePath !== sourcePath || !sameStamp(stored.source, source)) return fresh;
    const there = await lstatOrNull(this.context.sides.target, partPath);
    if (there?.kind !== 'file') return fresh;
    const length = Math.min(stored.bytesDone, there.size, attributes.size);
    if (length === 0 || !(await this.isBeginning(sourcePath, partPath, length, signal))) return fresh;
    return { ...fresh, bytesDone: length, original: stored.original };
  }

  /** Removes a part. One that was a file before it was resumed becomes that file again. */
  public async remove(part: StoredPart): Promise<void> {
    const { partPath, targetPath, original } = part;
    const { target } = this.context.sides;
    if (this.pathFor(targetPath) === partPath) await mendReplacement(target, partPath, targetPath);
    if (!(await this.isOurs(part))) return;
    if (original === null || (await lstatOrNull(target, targetPath)) !== null) {
      await target.removeFile(partPath);
      return;
    }
    const { size, modifiedMs, mode } = original;
    await target.setAttributes(partPath, {
      size,
      ...(modifiedMs === null ? {} : { modifiedMs }),
      ...(mode === null ? {} : { mode }),
    });
    await target.rename(partPath, targetPath);
  }

  private async resumed(
    fresh: StoredPart,
    { size, modifiedMs, mode }: FileAttributes,
    signal: AbortSignal,
  ): Promise<StoredPart> {
    const { sourcePath, targetPath, partPath } = fresh;
    const { target } = this.context.sides;
    if (!(await this.isBeginning(sourcePath, targetPath, size, signal)))
      throw new ProblemError(copyProblem.notBeginning(target.side, targetPath));
    const part = { ...fresh, bytesDone: size, original: { size, modifiedMs, mode } };
    this.keep(part);
    // Known before it happens: whoever is killed in between would leave the person's file without its name.
    await this.context.kept();
    await target.rename(targetPath, partPath);
    return part;
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
    const comparing = compare(
      {
        source: { files: this.context.sides.source, path: sourcePath, checksums: checksums.source },
        target: { files: this.context.sides.target, path: targetPath, checksums: checksums.target },
        length,
        isWhole: false,
      },
      'full',
      signal,
    );
    const { same, how } = await untilAborted(comparing, signal);
    return same && how !== 'none';
  }
}
