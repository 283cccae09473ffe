import type { NewAttributes, WriteHandle } from '../file-system.js';
import type { Commands } from './commands.js';
import type { RunningCommand } from './running-command.js';
import { conclude, endOf } from './scp-protocol.js';
import { commandLine } from './shell-words.js';

/** A file on its way to the node, written from start to end. */
export class ScpWriter implements WriteHandle {
  private _at = 0;
  private _attributes: NewAttributes | null = null;
  /** Appends what scp was not told of in advance: the rest of a part, or a file that says it is empty. */
  private _appending: RunningCommand | null = null;
  private _turn: Promise<void> = Promise.resolve();

  /** @param _scp waits for as many bytes as it was told of; null for a file that is added to */
  public constructor(
    private readonly _commands: Commands,
    private readonly _path: string,
    private readonly _scp: RunningCommand | null,
    private readonly _setAttributes: (attributes: NewAttributes) => Promise<void>,
  ) {}

  public write(offset: number, bytes: Buffer): Promise<void> {
    return this._afterwards(async () => {
      const command = this._scp ?? (this._appending ??= await this._append(offset));
      if (this._scp !== null && offset !== this._at)
        throw new Error('SCP writes files from start to end only');
      await command.write(bytes);
      if (command.hasEnded) throw await endOf(command, this._path);
      this._at = offset + bytes.length;
    });
  }

  /** Takes effect when the file is whole: each byte that is written changes its time. */
  public setAttributes(attributes: NewAttributes): Promise<void> {
    this._attributes = attributes;
    return Promise.resolve();
  }

  /** There is no portable command that brings one file to the disk. */
  public sync(): Promise<boolean> {
    return Promise.resolve(false);
  }

  public close(): Promise<void> {
    return this._afterwards(async () => {
      // Without attributes it was given up, and is only a part.
      if (this._scp && !this._attributes) this._scp.close();
      else if (this._scp) await conclude(this._scp, this._path);
      if (this._appending) {
        this._appending.finish();
        const { exitCode } = await this._appending.end;
        if (exitCode !== 0) throw await endOf(this._appending, this._path);
      }
      if (this._attributes) await this._setAttributes(this._attributes);
    });
  }

  private _append(offset: number): Promise<RunningCommand> {
    // What may be behind the place is cut off: dd leaves the file as long as it has sought.
    const script = `dd if=/dev/null of="$p" bs=1 seek=${offset} 2>/dev/null && exec cat >> "$p"`;
    return this._commands.open(commandLine({ p: this._path }, script));
  }

  private _afterwards(work: () => Promise<void>): Promise<void> {
    const done = this._turn.then(work);
    this._turn = done.catch(() => undefined);
    return done;
  }
}
