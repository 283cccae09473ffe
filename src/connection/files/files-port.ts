import {
  filesCalls,
  filesMessages,
  type FilesCalls,
  type FilesToConnection,
  type FilesToPage,
} from '../../shared/contract/index.js';
import { problem, ProblemError, type Problem } from '../../shared/problem.js';
import { z } from 'zod';
import type { CallContext, FilesService } from './files-service.js';
import { fileProblem } from './problems.js';

/** Entries of one message: few enough that showing them does not hold up the window. */
const MAX_ENTRIES = 1_000;

/** The way to the page: a MessagePort in the app, anything alike in tests. */
export interface FilesPortEnd {
  post(message: FilesToPage): void;
}

/** Answers one page on its `files` port. */
export class FilesPort {
  private readonly calls = new Map<number, AbortController>();
  private readonly ignore: () => void;
  private isClosed = false;

  public constructor(
    private readonly service: FilesService,
    private readonly end: FilesPortEnd,
  ) {
    this.ignore = service.listen({
      jobs: (jobs, removed) => this.post({ type: 'event', name: 'jobs', payload: { jobs, removed } }),
      order: (jobIds) => this.post({ type: 'event', name: 'order', payload: { jobIds } }),
    });
  }

  /** Takes what came from the page, whatever it is. */
  public receive(data: unknown): void {
    const message = filesMessages.toConnection.safeParse(data);
    if (!message.success) return;
    if (message.data.type === 'cancel') this.calls.get(message.data.id)?.abort(new Error('Cancelled'));
    else void this.answer(message.data);
  }

  /** The page is gone: nobody waits for listings any more. Jobs go on. */
  public close(): void {
    this.isClosed = true;
    this.ignore();
    for (const call of this.calls.values()) call.abort(new Error('The page is gone'));
  }

  private async answer({ id, name, args }: Extract<FilesToConnection, { type: 'call' }>): Promise<void> {
    const abort = new AbortController();
    this.calls.set(id, abort);
    const context: CallContext = {
      signal: abort.signal,
      entries: (entries) => {
        for (let start = 0; start < entries.length; start += MAX_ENTRIES)
          this.post({ type: 'entries', id, entries: entries.slice(start, start + MAX_ENTRIES) });
      },
    };
    try {
      const value = await this.call(name, args, context);
      this.post({ type: 'reply', id, reply: { ok: true, value } });
    } catch (error) {
      this.post({ type: 'reply', id, reply: { ok: false, problem: fileProblem(error) } });
    } finally {
      this.calls.delete(id);
    }
  }

  private call(name: keyof FilesCalls, args: unknown, context: CallContext): unknown {
    const parsed = filesCalls[name].args.safeParse(args);
    if (!parsed.success) throw new ProblemError(misfit(name, parsed.error));
    const handler = this.service.handlers[name] as (args: unknown, context: CallContext) => unknown;
    return handler(parsed.data, context);
  }

  private post(message: FilesToPage): void {
    if (!this.isClosed) this.end.post(message);
  }
}

function misfit(name: string, error: z.ZodError): Problem {
  const details = `The arguments of ${name}: not what the schema allows: ${z.prettifyError(error)}`;
  return problem('unexpected', {}, { details, remedies: ['copy-details'] });
}
