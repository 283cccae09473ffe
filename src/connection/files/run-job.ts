import type { ConflictAction, Job, JobQuestion, JobSpecInput } from '../../shared/contract/index.js';
import { jobSpecSchema } from '../../shared/contract/index.js';
import type { FilesService } from './files-service.js';
import { ENDED } from './job.js';

export interface RunJobOptions {
  /** Cancels the job: its parts are removed, what is copied stays. */
  readonly signal?: AbortSignal;
  /** Gets the job at once when its state has changed, and how far it is at most four times a second. */
  readonly onChange?: (job: Job) => void;
  /** Answers a conflict; without it, everything that asks is skipped. */
  readonly onQuestion?: (
    question: JobQuestion,
  ) => Promise<{ readonly action: ConflictAction; readonly name?: string; readonly forAll: boolean }>;
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
  { signal, onChange, onQuestion }: RunJobOptions = {},
): Promise<Job> {
  signal?.throwIfAborted();
  const { handlers } = service;
  const context = { signal: new AbortController().signal, entries: () => undefined };
  const { jobId } = await handlers['jobs.add']({ job: jobSpecSchema.parse(spec) }, context);
  let cancelling: unknown;
  const cancel = () => {
    cancelling ??= handlers['jobs.cancel']({ jobId }, context);
  };
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted) cancel();
  const answered = new Set<string>();
  const answer = async (question: JobQuestion) => {
    if (answered.has(question.questionId)) return;
    answered.add(question.questionId);
    const skipped = { action: 'skip' as const, forAll: true };
    const said = (await onQuestion?.(question)) ?? skipped;
    await handlers['jobs.answer']({ jobId, questionId: question.questionId, ...said }, context);
  };
  try {
    return await new Promise<Job>((resolve, reject) => {
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
  } finally {
    signal?.removeEventListener('abort', cancel);
    // Its parts are still being removed when a job is already called cancelled.
    await cancelling;
  }
}
