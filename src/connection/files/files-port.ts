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
  private readonly _calls = new Map<number, AbortController>();
  private readonly _ignore: () => void;
  private _isClosed = false;

  public constructor(
    private readonly _service: FilesService,
    private readonly _end: FilesPortEnd,
  ) {
    this._ignore = _service.listen({
      jobs: (jobs, removed) => this._post({ type: 'event', name: 'jobs', payload: { jobs, removed } }),
      order: (jobIds) => this._post({ type: 'event', name: 'order', payload: { jobIds } }),
    });
  }

  /** Takes what came from the page, whatever it is. */
  public receive(data: unknown): void {
    const message = filesMessages.toConnection.safeParse(data);
    if (!message.success) return;
    if (message.data.type === 'cancel') this._calls.get(message.data.id)?.abort(new Error('Cancelled'));
    else void this._answer(message.data);
  }

  /** The page is gone: nobody waits for listings any more. Jobs go on. */
  public close(): void {
    this._isClosed = true;
    this._ignore();
    for (const call of this._calls.values()) call.abort(new Error('The page is gone'));
  }

  private async _answer({ id, name, args }: Extract<FilesToConnection, { type: 'call' }>): Promise<void> {
    const abort = new AbortController();
    this._calls.set(id, abort);
    const context: CallContext = {
      signal: abort.signal,
      entries: (entries) => {
        for (let start = 0; start < entries.length; start += MAX_ENTRIES)
          this._post({ type: 'entries', id, entries: entries.slice(start, start + MAX_ENTRIES) });
      },
    };
    try {
      const value = await this._call(name, args, context);
      this._post({ type: 'reply', id, reply: { ok: true, value } });
    } catch (error) {
      this._post({ type: 'reply', id, reply: { ok: false, problem: fileProblem(error) } });
    } finally {
      this._calls.delete(id);
    }
  }

  private _call(name: keyof FilesCalls, args: unknown, context: CallContext): unknown {
    const parsed = filesCalls[name].args.safeParse(args);
    if (!parsed.success) throw new ProblemError(misfit(name, parsed.error));
    const handler = this._service.handlers[name] as (args: unknown, context: CallContext) => unknown;
    return handler(parsed.data, context);
  }

  private _post(message: FilesToPage): void {
    if (!this._isClosed) this._end.post(message);
  }
}

function misfit(name: string, error: z.ZodError): Problem {
  const details = `The arguments of ${name}: not what the schema allows: ${z.prettifyError(error)}`;
  return problem('unexpected', {}, { details, remedies: ['copy-details'] });
}
