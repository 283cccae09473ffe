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
  private readonly _come: Buffer[] = [];
  private _comeBytes = 0;
  private _isDiscarded = false;
  private _isAtEnd = false;
  private _wake: () => void = () => undefined;
  private _exit: { readonly code: number | null } | null = null;
  private _errorOutput = '';
  private _hasEnded = false;

  /** @param _channel one that was opened in this very turn: a quick command's end may come right behind */
  public constructor(private readonly _channel: ClientChannel) {
    _channel.on('data', (chunk: Buffer) => this._received(chunk));
    _channel.on('error', () => undefined);
    _channel.stderr.on('data', (chunk: Buffer) => {
      this._errorOutput = (this._errorOutput + chunk.toString('utf8')).slice(-MAX_ERROR_CHARACTERS);
    });
    _channel.on('exit', (code: number | null) => (this._exit = { code }));
    _channel.on('end', () => this._ended());
    this.end = new Promise((resolve) => {
      _channel.on('close', () => {
        this._ended();
        this._hasEnded = true;
        resolve({
          exitCode: this._exit?.code ?? null,
          isLost: this._exit === null,
          errorOutput: this._errorOutput,
        });
      });
    });
  }

  public get hasEnded(): boolean {
    return this._hasEnded;
  }

  /** What comes next, at most so many bytes; nothing at the end. */
  public async read(most: number): Promise<Buffer> {
    while (this._come.length === 0 && !this._isAtEnd)
      await new Promise<void>((resolve) => (this._wake = resolve));
    const chunk = this._come.shift();
    if (!chunk) return Buffer.alloc(0);
    if (chunk.length > most) this._come.unshift(chunk.subarray(most));
    const bytes = chunk.subarray(0, most);
    this._comeBytes -= bytes.length;
    if (this._comeBytes <= MAX_AHEAD_BYTES) this._channel.resume();
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
    if (!this._channel.writable) return;
    await Promise.race([
      this.end,
      new Promise<void>((resolve) => {
        this._channel.write(bytes, () => resolve());
      }),
    ]);
  }

  /** Nothing more is written, and what it may still print is of no interest. */
  public finish(): void {
    if (this._channel.writable) this._channel.end();
    this._discard();
  }

  /** Ends it, whatever it is doing. */
  public close(): void {
    this._channel.close();
    this._discard();
  }

  /** A channel closes only when all that has come is taken. */
  private _discard(): void {
    this._isDiscarded = true;
    this._channel.resume();
  }

  private _received(chunk: Buffer): void {
    if (this._isDiscarded) return;
    this._come.push(chunk);
    this._comeBytes += chunk.length;
    if (this._comeBytes > MAX_AHEAD_BYTES) this._channel.pause();
    this._wake();
  }

  private _ended(): void {
    this._isAtEnd = true;
    this._wake();
  }
}
