import {
  filesCalls,
  filesEvents,
  filesMessages,
  type Args,
  type FileEntry,
  type FilesCalls,
  type FilesToConnection,
  type FilesToPage,
  type Job,
  type Result,
} from '../../shared/contract/index.js';
import { problem, ProblemError } from '../../shared/problem.js';

/** The part of a MessagePort that a link needs. */
export interface Port {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

/** What a connection tells by itself about its jobs. */
export interface JobEvents {
  changed(jobs: readonly Job[], removed: readonly string[]): void;
  ordered(jobIds: readonly string[]): void;
}

export interface CallOptions {
  /** Ends the work; the call rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Takes parts of a listing as they come. */
  readonly entries?: (entries: FileEntry[]) => void;
}

/** A call of the page about files. */
export type FilesCall = <Name extends keyof FilesCalls>(
  name: Name,
  args: Args<FilesCalls, Name>,
  options?: CallOptions,
) => Promise<Result<FilesCalls, Name>>;

interface Waiting {
  readonly name: keyof FilesCalls;
  readonly entries: CallOptions['entries'];
  readonly settle: () => void;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The page's end of a connection's `files` port: calls and their answers, and what is told of jobs. */
export class FilesLink {
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;

  /**
   * @param port from `expectPort`
   * @param nodeId for the words of what ends with the connection
   */
  public constructor(
    private readonly port: Port,
    private readonly nodeId: string,
    private readonly events: JobEvents,
  ) {
    port.onmessage = ({ data }: MessageEvent<unknown>) => this.receive(data);
  }

  /**
   * Asks the connection.
   *
   * @throws ProblemError with the Problem that it answered, or `files.lost` when it ends first; the signal's reason
   */
  public readonly call: FilesCall = (name, args, { signal, entries } = {}) => {
    signal?.throwIfAborted();
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.take(id)?.reject(signal?.reason as Error);
        this.post({ type: 'cancel', id });
      };
      signal?.addEventListener('abort', abort, { once: true });
      const settle = () => signal?.removeEventListener('abort', abort);
      // Checked against the call's own schema before it gets here.
      const settled = resolve as (value: unknown) => void;
      this.waiting.set(id, { name, entries, settle, resolve: settled, reject });
      this.post({ type: 'call', id, name, args });
    });
  };

  /** The connection is over, or nobody is interested any more: what is not answered never will be. */
  public close(): void {
    this.port.onmessage = null;
    this.port.close();
    const lost = problem('files.lost', { node: this.nodeId, path: '' });
    for (const id of [...this.waiting.keys()]) this.take(id)?.reject(new ProblemError(lost));
  }

  private post(message: FilesToConnection): void {
    this.port.postMessage(message);
  }

  private take(id: number): Waiting | undefined {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    waiting?.settle();
    return waiting;
  }

  /** What does not fit the contract is dropped. */
  private receive(data: unknown): void {
    const message = filesMessages.toPage.safeParse(data);
    if (!message.success) return;
    switch (message.data.type) {
      case 'entries':
        this.waiting.get(message.data.id)?.entries?.(message.data.entries);
        break;
      case 'reply':
        this.replied(message.data.id, message.data.reply);
        break;
      case 'event':
        this.told(message.data.name, message.data.payload);
    }
  }

  private replied(id: number, reply: Extract<FilesToPage, { type: 'reply' }>['reply']): void {
    const waiting = this.take(id);
    if (waiting === undefined) return;
    if (!reply.ok) {
      waiting.reject(new ProblemError(reply.problem));
      return;
    }
    const result = filesCalls[waiting.name].result.safeParse(reply.value);
    if (result.success) waiting.resolve(result.data);
    else waiting.reject(new Error(`The answer to ${waiting.name} does not fit: ${result.error.message}`));
  }

  private told(name: keyof typeof filesEvents, payload: unknown): void {
    if (name === 'order') {
      const order = filesEvents.order.safeParse(payload);
      if (order.success) this.events.ordered(order.data.jobIds);
      return;
    }
    const jobs = filesEvents.jobs.safeParse(payload);
    if (jobs.success) this.events.changed(jobs.data.jobs, jobs.data.removed);
  }
}
