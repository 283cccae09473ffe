import type { FileAttributes, ReadHandle } from '../file-system.js';
import type { Commands } from './commands.js';
import type { RunningCommand } from './running-command.js';
import { confirm, endOf, request } from './scp-protocol.js';
import { commandLine } from './shell-words.js';

/** A file as it comes: by scp from its start, by tail from any other place. */
interface Coming {
  readonly command: RunningCommand;
  at: number;
  /** Where it ends; null where only the end tells. */
  readonly end: number | null;
}

/** Reads a file from start to end. Reading elsewhere begins anew there, which is right but slow. */
export class ScpReader implements ReadHandle {
  private _coming: Coming | null = null;
  private _turn: Promise<unknown> = Promise.resolve();

  public constructor(
    private readonly _commands: Commands,
    private readonly _path: string,
    private readonly _hasScp: boolean,
    public readonly stat: () => Promise<FileAttributes>,
  ) {}

  public read(offset: number, length: number): Promise<Buffer> {
    const read = this._turn.then(() => this._read(offset, length));
    this._turn = read.catch(() => undefined);
    return read;
  }

  public close(): Promise<void> {
    this._coming?.command.close();
    this._coming = null;
    return Promise.resolve();
  }

  private async _read(offset: number, length: number): Promise<Buffer> {
    if (this._coming?.at !== offset) {
      this._coming?.command.close();
      this._coming = await this._begin(offset);
    }
    const { command, end } = this._coming;
    if (end === offset) return Buffer.alloc(0);
    const bytes = await command.read(Math.min(length, (end ?? Infinity) - offset));
    this._coming.at += bytes.length;
    if (end === null) {
      if (bytes.length === 0) await this._ended(command);
    } else if (bytes.length === 0) throw await endOf(command, this._path);
    else if (this._coming.at === end) await confirm(command, this._path);
    return bytes;
  }

  private async _begin(offset: number): Promise<Coming> {
    if (offset === 0 && this._hasScp) {
      const command = await this._commands.open(commandLine({ p: this._path }, 'exec scp -f "$p"'));
      const size = await request(command, this._path);
      if (size > 0) return { command, at: 0, end: size };
      // What says that it is empty may not be, as in /proc.
      command.close();
    }
    const script = `exec tail -c +${offset + 1} "$p"`;
    return {
      command: await this._commands.open(commandLine({ p: this._path }, script)),
      at: offset,
      end: null,
    };
  }

  private async _ended(command: RunningCommand): Promise<void> {
    const { exitCode } = await command.end;
    if (exitCode !== 0) throw await endOf(command, this._path);
  }
}
