import type { ClientChannel } from 'ssh2';

/** How a command has ended. */
export interface CommandEnd {
  /** Null when a signal ended it, or the connection was lost. */
  readonly exitCode: number | null;
  /** Whether the way to it is gone: it said neither how it ended nor by which signal. */
  readonly isLost: boolean;
  readonly errorOutput: string;
}

const MAX_ERROR_CHARACTERS = 4_096;
/** Read ahead of whoever reads; above it the command is held back. */
const MAX_AHEAD_BYTES = 512 * 1024;

/** A command on the node that is talked with: what it prints is read as it is wanted, and so held back until then. */
export class RunningCommand {
  /** Settles when it has ended. Never rejects. */
  public readonly end: Promise<CommandEnd>;
  private readonly come: Buffer[] = [];
  private comeBytes = 0;
  private isDiscarded = false;
  private isAtEnd = false;
  private wake: () => void = () => undefined;
  private exit: { readonly code: number | null } | null = null;
  private errorOutput = '';
  private _hasEnded = false;

  /** @param channel one that was opened in this very turn: a quick command's end may come right behind */
  public constructor(private readonly channel: ClientChannel) {
    channel.on('data', (chunk: Buffer) => this.received(chunk));
    channel.on('error', () => undefined);
    channel.stderr.on('data', (chunk: Buffer) => {
      this.errorOutput = (this.errorOutput + chunk.toString('utf8')).slice(-MAX_ERROR_CHARACTERS);
    });
    channel.on('exit', (code: number | null) => (this.exit = { code }));
    channel.on('end', () => this.ended());
    this.end = new Promise((resolve) => {
      channel.on('close', () => {
        this.ended();
        this._hasEnded = true;
        resolve({
          exitCode: this.exit?.code ?? null,
          isLost: this.exit === null,
          errorOutput: this.errorOutput,
        });
      });
    });
  }

  public get hasEnded(): boolean {
    return this._hasEnded;
  }

  /** What comes next, at most so many bytes; nothing at the end. */
  public async read(most: number): Promise<Buffer> {
    while (this.come.length === 0 && !this.isAtEnd)
      await new Promise<void>((resolve) => (this.wake = resolve));
    const chunk = this.come.shift();
    if (!chunk) return Buffer.alloc(0);
    if (chunk.length > most) this.come.unshift(chunk.subarray(most));
    const bytes = chunk.subarray(0, most);
    this.comeBytes -= bytes.length;
    if (this.comeBytes <= MAX_AHEAD_BYTES) this.channel.resume();
    return bytes;
  }

  /** What comes until a newline, without it; null when it ends before. */
  public async readLine(): Promise<string | null> {
    let line = '';
    for (;;) {
      const byte = await this.read(1);
      if (byte.length === 0) return null;
      if (byte[0] === 0x0a) return line;
      line += byte.toString('latin1');
    }
  }

  /** Settles when there is room for more. Bytes for a command that has ended are lost, as its end will say. */
  public async write(bytes: Uint8Array | string): Promise<void> {
    if (!this.channel.writable) return;
    await Promise.race([
      this.end,
      new Promise<void>((resolve) => {
        this.channel.write(bytes, () => resolve());
      }),
    ]);
  }

  /** Nothing more is written, and what it may still print is of no interest. */
  public finish(): void {
    if (this.channel.writable) this.channel.end();
    this.discard();
  }

  /** Ends it, whatever it is doing. */
  public close(): void {
    this.channel.close();
    this.discard();
  }

  /** A channel closes only when all that has come is taken. */
  private discard(): void {
    this.isDiscarded = true;
    this.channel.resume();
  }

  private received(chunk: Buffer): void {
    if (this.isDiscarded) return;
    this.come.push(chunk);
    this.comeBytes += chunk.length;
    if (this.comeBytes > MAX_AHEAD_BYTES) this.channel.pause();
    this.wake();
  }

  private ended(): void {
    this.isAtEnd = true;
    this.wake();
  }
}
