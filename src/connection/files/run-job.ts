import type { ConflictAction, Job, JobQuestion, JobSpecInput } from '../../shared/contract/index.js';
import { jobSpecSchema } from '../../shared/contract/index.js';
import type { FilesService } from './files-service.js';
import { ENDED } from './job.js';

interface FollowOptions {
  /** Gets the job at once when its state has changed, and how far it is at most four times a second. */
  readonly onChange?: (job: Job) => void;
  /** Answers a conflict; without it, everything that asks is skipped. */
  readonly onQuestion?: (
    question: JobQuestion,
  ) => Promise<{ readonly action: ConflictAction; readonly name?: string; readonly forAll: boolean }>;
}

export interface RunJobOptions extends FollowOptions {
  /** Cancels the job: its parts are removed, what is copied stays. */
  readonly signal?: AbortSignal;
}

/**
 * Runs one job in this process and waits for its end, for callers that have no page: no port, no messages.
 *
 * @returns the job as it ended: `done`, `failed` (its `remarks` say what of), or `cancelled`
 * @throws ProblemError when the node's files cannot be reached
 */
export async function runJob(
  service: FilesService,
  spec: JobSpecInput,
  { signal, ...following }: RunJobOptions = {},
): Promise<Job> {
  signal?.throwIfAborted();
  const jobId = await addJob(service, spec);
  let cancelling: unknown;
  const cancel = () => {
    cancelling ??= service.handlers['jobs.cancel']({ jobId }, noContext());
  };
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted) cancel();
  try {
    return await followJob(service, jobId, following);
  } finally {
    signal?.removeEventListener('abort', cancel);
    // Its parts are still being removed when a job is already called cancelled.
    await cancelling;
  }
}

/** Adds a job, which begins at once. @returns its id @throws ProblemError when the node's files cannot be reached */
export async function addJob(service: FilesService, spec: JobSpecInput): Promise<string> {
  return (await service.handlers['jobs.add']({ job: jobSpecSchema.parse(spec) }, noContext())).jobId;
}

/** Waits for the end of a job that was added or restored. @returns the job as it ended; see `runJob` */
export async function followJob(
  service: FilesService,
  jobId: string,
  { onChange, onQuestion }: FollowOptions = {},
): Promise<Job> {
  const answered = new Set<string>();
  const answer = async (question: JobQuestion) => {
    const { questionId } = question;
    if (answered.has(questionId)) return;
    answered.add(questionId);
    const skipped = { action: 'skip' as const, forAll: true };
    const said = (await onQuestion?.(question)) ?? skipped;
    await service.handlers['jobs.answer']({ jobId, questionId, ...said }, noContext());
  };
  return new Promise<Job>((resolve, reject) => {
    const ignore = service.listen({
      jobs: (jobs) => {
        const job = jobs.find((candidate) => candidate.jobId === jobId);
        if (!job) return;
        onChange?.(job);
        if (job.question) answer(job.question).catch(reject);
        if (!ENDED.includes(job.state)) return;
        ignore();
        resolve(job);
      },
      order: () => undefined,
    });
  });
}

/** Nobody waits for parts of these calls' answers. */
const noContext = () => ({ signal: new AbortController().signal, entries: () => undefined });
