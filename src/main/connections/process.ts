/** A connection's process as main sees it; Electron's utilityProcess, or a stand-in in tests. */
export interface ConnectionProcess<Port> {
  postMessage(message: unknown, ports?: Port[]): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, also for a process that never came up. */
  onExit(listener: (code: number) => void): void;
  kill(): void;
}

/** Starts connection processes and makes the channels between them and the page. */
export interface ConnectionPlatform<Port> {
  fork(): ConnectionProcess<Port>;
  /** A new channel: one end for the page, one for the process. */
  channel(): { readonly forPage: Port; readonly forProcess: Port };
}

/**
 * Keeps one process started in advance: starting one costs a few hundred milliseconds, which nobody should wait for
 * after a double-click.
 */
export class ProcessPool<Port> {
  private spare: ConnectionProcess<Port> | undefined;
  private closed = false;

  public constructor(private readonly platform: Pick<ConnectionPlatform<Port>, 'fork'>) {}

  /** Starts the spare process unless there is one. */
  public warm(): void {
    if (this.spare !== undefined || this.closed) return;
    const spare = this.platform.fork();
    this.spare = spare;
    // One that dies in waiting is not replaced at once: if they all do, that would go on for ever.
    spare.onExit(() => {
      if (this.spare === spare) this.spare = undefined;
    });
  }

  /** Hands out the spare process, or a new one. */
  public take(): ConnectionProcess<Port> {
    const taken = this.spare ?? this.platform.fork();
    this.spare = undefined;
    return taken;
  }

  /** Ends the spare process and starts no more. */
  public close(): void {
    this.closed = true;
    this.spare?.kill();
    this.spare = undefined;
  }
}
