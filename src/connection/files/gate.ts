/** Lets work pass, or holds it: a pause. */
export class Gate {
  private closed: { readonly opened: Promise<void>; open(): void } | null = null;

  public get isOpen(): boolean {
    return this.closed === null;
  }

  public close(): void {
    if (this.closed) return;
    let open: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    this.closed = { opened, open };
  }

  public open(): void {
    this.closed?.open();
    this.closed = null;
  }

  /** Waits while it is closed. */
  public async pass(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    while (this.closed) {
      const { opened } = this.closed;
      await untilAborted(opened, signal);
    }
  }
}

/** Waits for something, but not longer than until a signal is aborted. @throws the signal's reason */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
