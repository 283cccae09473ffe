import type { Verification } from '../../shared/contract/index.js';
import { ProblemError } from '../../shared/problem.js';
import type { Checksums } from './checksums.js';
import { FileError, type FileAttributes, type FileSystem, type NewAttributes } from './file-system.js';
import type { Gate } from './gate.js';
import type { Lane, Lanes } from './lane.js';
import { copyProblem } from './problems.js';
import type { Stamp } from './stamps.js';
import type { TokenBucket } from './token-bucket.js';

/** What copying a file needs of its surroundings. */
export interface TransferContext {
  readonly lanes: Lanes;
  /** The two sides, seen over a lane. */
  ends(lane: Lane): { readonly source: FileSystem; readonly target: FileSystem };
  readonly checksums: { readonly source: Checksums | null; readonly target: Checksums | null };
  readonly limit: TokenBucket;
  readonly gate: Gate;
  /** Small files go by tar. */
  usesTar(): void;
  /** Settles when the target may be replaced. */
  beforeReplacing(): Promise<void>;
  /** The file that was replaced had to be moved away first. */
  replacedInSteps(): void;
}

export interface TransferRequest {
  readonly sourcePath: string;
  /** As they were when the copy was decided on. */
  readonly attributes: FileAttributes;
  readonly targetPath: string;
  /** Beside the target, and nobody else's. */
  readonly partPath: string;
  /** So many bytes of the part are there already, and proven to be the source's. */
  readonly resumeFrom: number;
  /** Whether what is at the target may be replaced. */
  readonly replace: boolean;
  /** What the target must still be when the copy takes its place; null where it may be anything. */
  readonly onlyWhile: Stamp | null;
  readonly verify: Verification;
  /** What the copy gets of the source's mode and time. */
  readonly keep: NewAttributes;
  readonly signal: AbortSignal;
  /** More bytes were written; `prefix` are there from the start without a gap. */
  onProgress(bytes: number, prefix: number): void;
}

/** The source of a copy is not as it was when the copy was decided on. */
export function sourceChanged({ sourcePath }: TransferRequest, context: TransferContext): ProblemError {
  const lane = context.lanes.lanes[0];
  const side = lane ? context.ends(lane).source.side : 'remote';
  return new ProblemError(copyProblem.sourceChanged(side, sourcePath));
}

/** There is nothing left to copy over. */
export function noLane({ sourcePath }: TransferRequest): FileError {
  return new FileError('lost', 'remote', sourcePath, 'No connection to the node is left');
}
