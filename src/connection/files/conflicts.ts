import type { ConflictAction, CopySpec, JobQuestion } from '../../shared/contract/index.js';
import { ProblemError } from '../../shared/problem.js';
import { isFileError, lstatOrNull, type FileAttributes, type FileSystem } from './file-system.js';
import { untilAborted } from './gate.js';
import { foldedFor, numberedName } from './names.js';
import { baseName, folderOf, joinPath } from '../../shared/file-path.js';
import { copyProblem } from './problems.js';
import { sameStamp, stampOf, type Stamp } from './stamps.js';

export interface ConflictAnswer {
  readonly action: ConflictAction;
  /** For `rename`. */
  readonly name?: string | undefined;
  readonly forAll: boolean;
}

/** Something that is to be copied, and what may be in its way. */
export interface Candidate {
  readonly sourcePath: string;
  readonly targetPath: string;
  readonly attributes: FileAttributes;
  /** What is at the target, as listed; undefined when nobody has looked. */
  readonly existing: FileAttributes | null | undefined;
}

/** What is to be done about something of the same name. */
export type Decision =
  | { readonly kind: 'copy'; readonly targetPath: string; readonly existing: FileAttributes | null }
  | { readonly kind: 'resume'; readonly targetPath: string; readonly existing: FileAttributes }
  | { readonly kind: 'skip' };

/** A decision that something is written. */
export type WriteDecision = Exclude<Decision, { readonly kind: 'skip' }>;

interface ConflictContext {
  /** The side that is copied to; another connection to it may serve each time. */
  target(): FileSystem;
  /** Asks a person. Questions of one job are asked one at a time. */
  ask(question: Omit<JobQuestion, 'questionId'>): Promise<ConflictAnswer>;
  /** SHA-256 of a file on the side that is copied to; null where that cannot be had. */
  checksum(path: string, size: number, signal: AbortSignal): Promise<string | null>;
  /** Whether a copy to here was begun in an earlier run: then it was decided on there. */
  isBegun(sourcePath: string, targetPath: string): boolean;
  /** The answer for all has changed: it is worth keeping. */
  changed(): void;
}

/** Decides what becomes of things that have the name of a copy, asking a person where nothing else says. */
export class Conflicts {
  private asking: Promise<unknown> = Promise.resolve();
  /** Names given to copies beside ones that are taken, so that no two get the same. */
  private readonly givenNames = new Set<string>();

  /** @param answerForAll what is done with all conflicts; null asks */
  public constructor(
    private readonly spec: CopySpec,
    private readonly context: ConflictContext,
    public answerForAll: ConflictAction | null,
  ) {}

  /**
   * @param mayBeOwn whether what is there may be the work of this very job
   * @throws ProblemError where nothing may be written; the signal's reason while a person is asked
   */
  public async decide(candidate: Candidate, mayBeOwn: boolean, signal: AbortSignal): Promise<Decision> {
    const { sourcePath, attributes } = candidate;
    const target = this.context.target();
    const existing =
      candidate.existing === undefined ? await lstatOrNull(target, candidate.targetPath) : candidate.existing;
    const { onlyIfTargetIs } = this.spec;
    if (existing === null) {
      if (onlyIfTargetIs)
        throw new ProblemError(copyProblem.targetChanged(target.side, candidate.targetPath));
      return { kind: 'copy', targetPath: candidate.targetPath, existing };
    }
    const { targetPath, there } = await this.behindLink(candidate.targetPath, existing, attributes);
    if (onlyIfTargetIs) {
      if (!(await this.isAsExpected(targetPath, there, signal)))
        throw new ProblemError(copyProblem.targetChanged(target.side, targetPath));
      return { kind: 'copy', targetPath, existing: there };
    }
    if (there.kind === 'directory') throw new ProblemError(copyProblem.kindClash(target.side, targetPath));
    const isItself = this.spec.from.side === this.spec.to.side && sourcePath === targetPath;
    if (isItself) return this.renamed(candidate, targetPath, mayBeOwn);
    // What an earlier run of this job has copied is not asked about.
    if (mayBeOwn && sameStamp(there, attributes)) return { kind: 'skip' };
    if (this.context.isBegun(sourcePath, targetPath)) return { kind: 'copy', targetPath, existing: there };
    const { action, name } = await this.action(candidate, targetPath, there, signal);
    switch (action) {
      case 'skip':
        return { kind: 'skip' };
      case 'overwrite':
        return { kind: 'copy', targetPath, existing: there };
      case 'newer':
        return isNewer(attributes, there) ? { kind: 'copy', targetPath, existing: there } : { kind: 'skip' };
      case 'resume':
        return sameStamp(there, attributes)
          ? { kind: 'skip' }
          : { kind: 'resume', targetPath, existing: there };
      case 'rename':
        return this.renamed(candidate, targetPath, mayBeOwn, name);
    }
  }

  /** Whether a target is what the job may replace. Two versions of one second and size differ by their checksum only. */
  private async isAsExpected(path: string, there: FileAttributes, signal: AbortSignal): Promise<boolean> {
    const { onlyIfTargetIs } = this.spec;
    if (!onlyIfTargetIs || !sameStamp(there, onlyIfTargetIs)) return false;
    const { sha256 } = onlyIfTargetIs;
    const now = sha256 === undefined ? null : await this.context.checksum(path, there.size, signal);
    return now === null || now === sha256;
  }

  /** Files are written to where a symlink leads, so that the link stays one. */
  private async behindLink(
    targetPath: string,
    existing: FileAttributes,
    source: FileAttributes,
  ): Promise<{ targetPath: string; there: FileAttributes }> {
    if (existing.kind !== 'symlink' || source.kind === 'symlink') return { targetPath, there: existing };
    const target = this.context.target();
    try {
      const there = await target.stat(targetPath);
      return { targetPath: await target.realpath(targetPath), there };
    } catch (error) {
      // It leads nowhere: the link itself is what would be replaced.
      if (isFileError(error, 'not-found')) return { targetPath, there: existing };
      throw error;
    }
  }

  private async action(
    { sourcePath, attributes }: Candidate,
    targetPath: string,
    there: FileAttributes,
    signal: AbortSignal,
  ): Promise<ConflictAnswer> {
    const asked = this.asking.then(async (): Promise<ConflictAnswer> => {
      const { answerForAll } = this;
      // Whoever wants what is there to be continued has not said that anything else may be replaced.
      const isAnswer =
        answerForAll !== 'resume' || sameStamp(there, attributes) || canResume(attributes, there);
      if (answerForAll !== null && isAnswer) return { action: answerForAll, forAll: true };
      const actions: ConflictAction[] = ['overwrite', 'skip', 'rename', 'newer'];
      if (canResume(attributes, there)) actions.push('resume');
      const answer = await untilAborted(
        this.context.ask({
          source: { ...stampOf(attributes), path: sourcePath, isFolder: false },
          target: { ...stampOf(there), path: targetPath, isFolder: false },
          actions,
        }),
        signal,
      );
      if (answer.forAll) {
        this.answerForAll = answer.action;
        this.context.changed();
      }
      return answer;
    });
    this.asking = asked.catch(() => undefined);
    return asked;
  }

  /**
   * A path for a folder that is copied to where it is itself.
   *
   * @param isBegun whether an earlier run of the job has made this one
   */
  public besides(targetPath: string, isBegun: (path: string) => boolean): Promise<string> {
    const target = this.context.target();
    return this.firstBeside(targetPath, async (path) =>
      isBegun(path) || (await lstatOrNull(target, path)) === null ? path : null,
    );
  }

  private renamed(
    { attributes }: Candidate,
    takenPath: string,
    mayBeOwn: boolean,
    wanted?: string,
  ): Promise<Decision> {
    const target = this.context.target();
    const look = async (targetPath: string): Promise<Decision | null> => {
      const there = await lstatOrNull(target, targetPath);
      if (there === null) return { kind: 'copy', targetPath, existing: null };
      // The copy that an earlier run of this job has made.
      return mayBeOwn && sameStamp(there, attributes) ? { kind: 'skip' } : null;
    };
    return this.firstBeside(takenPath, look, wanted);
  }

  /** What is first found for one of the names beside one that is taken. No two copies are given the same. */
  private async firstBeside<T>(
    takenPath: string,
    look: (path: string) => Promise<T | null>,
    wanted?: string,
  ): Promise<T> {
    const { traits } = this.context.target();
    const name = wanted ?? baseName(traits, takenPath);
    for (let number = wanted === undefined ? 2 : 1; ; number++) {
      const tried = number === 1 ? name : numberedName(name, number);
      const path = joinPath(traits, folderOf(traits, takenPath), tried);
      const key = foldedFor(traits, path);
      if (this.givenNames.has(key)) continue;
      this.givenNames.add(key);
      const found = await look(path);
      if (found !== null) return found;
    }
  }
}

const canResume = (source: FileAttributes, target: FileAttributes) =>
  source.kind === 'file' && target.kind === 'file' && target.size > 0 && target.size < source.size;

const isNewer = (source: Stamp, target: Stamp) =>
  source.modifiedMs !== null &&
  target.modifiedMs !== null &&
  Math.floor(source.modifiedMs / 1_000) > Math.floor(target.modifiedMs / 1_000);
