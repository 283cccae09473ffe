import { FilesPort } from '../../src/connection/files/files-port.js';
import type { FilesService } from '../../src/connection/files/files-service.js';
import {
  filesCalls,
  filesEvents,
  filesMessages,
  type Args,
  type FileEntry,
  type FilesCalls,
  type Job,
  type JobSpecInput,
  type Result,
} from '../../src/shared/contract/index.js';
import { ProblemError } from '../../src/shared/problem.js';

/** The page's end of a `files` port: calls, and what it has been told. All messages are checked on both sides. */
export class FilesPage {
  public readonly jobs = new Map<string, Job>();
  public order: readonly string[] = [];
  /** How many `entries` messages each listing took. */
  public batches: FileEntry[][] = [];
  private readonly waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  private readonly watchers = new Set<() => void>();
  private readonly port: FilesPort;
  private nextId = 1;

  public constructor(service: FilesService) {
    this.port = new FilesPort(service, { post: (message) => this.receive(structuredClone(message)) });
  }

  public call<Name extends keyof FilesCalls>(
    name: Name,
    args: Args<FilesCalls, Name>,
  ): Promise<Result<FilesCalls, Name>> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, {
        resolve: (value) => resolve(filesCalls[name].result.parse(value) as Result<FilesCalls, Name>),
        reject,
      });
      this.port.receive(structuredClone({ type: 'call', id, name, args }));
    });
  }

  /** Adds a job and waits until it has ended. */
  public async do(job: JobSpecInput): Promise<Job> {
    const { jobId } = await this.call('jobs.add', { job: job as never });
    return this.until(jobId, ({ state }) => ['done', 'failed', 'cancelled'].includes(state));
  }

  /** Waits until a job is as wanted. @throws when it ends without having been so */
  public async until(jobId: string, wanted: (job: Job) => boolean): Promise<Job> {
    // One that is to be tried again had an end before.
    const endedBefore = this.jobs.get(jobId)?.endedAt ?? null;
    for (;;) {
      const job = this.jobs.get(jobId);
      if (job && wanted(job)) return job;
      if (job && job.endedAt !== null && job.endedAt !== endedBefore)
        throw new Error(`The job ended too early: ${JSON.stringify(job)}`);
      await new Promise<void>((resolve) => this.watchers.add(resolve));
    }
  }

  public close(): void {
    this.port.close();
  }

  private receive(data: unknown): void {
    const message = filesMessages.toPage.parse(data);
    switch (message.type) {
      case 'entries':
        this.batches.push(message.entries);
        break;
      case 'reply': {
        const { id, reply } = message;
        const waiting = this.waiting.get(id);
        this.waiting.delete(id);
        if (reply.ok) waiting?.resolve(reply.value);
        else waiting?.reject(new ProblemError(reply.problem));
        break;
      }
      case 'event':
        if (message.name === 'order') this.order = filesEvents.order.parse(message.payload).jobIds;
        else {
          const { jobs, removed } = filesEvents.jobs.parse(message.payload);
          for (const job of jobs) this.jobs.set(job.jobId, job);
          for (const jobId of removed) this.jobs.delete(jobId);
        }
        for (const wake of this.watchers) wake();
        this.watchers.clear();
    }
  }
}
