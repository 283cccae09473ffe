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
  private coming: Coming | null = null;
  private turn: Promise<unknown> = Promise.resolve();

  public constructor(
    private readonly commands: Commands,
    private readonly path: string,
    private readonly hasScp: boolean,
    public readonly stat: () => Promise<FileAttributes>,
  ) {}

  public read(offset: number, length: number): Promise<Buffer> {
    const read = this.turn.then(() => this._read(offset, length));
    this.turn = read.catch(() => undefined);
    return read;
  }

  public close(): Promise<void> {
    this.coming?.command.close();
    this.coming = null;
    return Promise.resolve();
  }

  private async _read(offset: number, length: number): Promise<Buffer> {
    if (this.coming?.at !== offset) {
      this.coming?.command.close();
      this.coming = await this.begin(offset);
    }
    const { command, end } = this.coming;
    if (end === offset) return Buffer.alloc(0);
    const bytes = await command.read(Math.min(length, (end ?? Infinity) - offset));
    this.coming.at += bytes.length;
    if (end === null) {
      if (bytes.length === 0) await this.ended(command);
    } else if (bytes.length === 0) throw await endOf(command, this.path);
    else if (this.coming.at === end) await confirm(command, this.path);
    return bytes;
  }

  private async begin(offset: number): Promise<Coming> {
    if (offset === 0 && this.hasScp) {
      const command = await this.commands.open(commandLine({ p: this.path }, 'exec scp -f "$p"'));
      const size = await request(command, this.path);
      if (size > 0) return { command, at: 0, end: size };
      // What says that it is empty may not be, as in /proc.
      command.close();
    }
    const script = `exec tail -c +${offset + 1} "$p"`;
    return {
      command: await this.commands.open(commandLine({ p: this.path }, script)),
      at: offset,
      end: null,
    };
  }

  private async ended(command: RunningCommand): Promise<void> {
    const { exitCode } = await command.end;
    if (exitCode !== 0) throw await endOf(command, this.path);
  }
}
