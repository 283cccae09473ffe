import type { NewAttributes, WriteHandle } from '../file-system.js';
import type { Commands } from './commands.js';
import type { RunningCommand } from './running-command.js';
import { conclude, endOf } from './scp-protocol.js';
import { commandLine } from './shell-words.js';

/** A file on its way to the node, written from start to end. */
export class ScpWriter implements WriteHandle {
  private at = 0;
  private attributes: NewAttributes | null = null;
  /** Appends what scp was not told of in advance: the rest of a part, or a file that says it is empty. */
  private appending: RunningCommand | null = null;
  private turn: Promise<void> = Promise.resolve();

  /** @param scp waits for as many bytes as it was told of; null for a file that is added to */
  public constructor(
    private readonly commands: Commands,
    private readonly path: string,
    private readonly scp: RunningCommand | null,
    private readonly _setAttributes: (attributes: NewAttributes) => Promise<void>,
  ) {}

  public write(offset: number, bytes: Buffer): Promise<void> {
    return this.afterwards(async () => {
      const command = this.scp ?? (this.appending ??= await this.append(offset));
      if (this.scp !== null && offset !== this.at) throw new Error('SCP writes files from start to end only');
      await command.write(bytes);
      if (command.hasEnded) throw await endOf(command, this.path);
      this.at = offset + bytes.length;
    });
  }

  /** Takes effect when the file is whole: each byte that is written changes its time. */
  public setAttributes(attributes: NewAttributes): Promise<void> {
    this.attributes = attributes;
    return Promise.resolve();
  }

  /** There is no portable command that brings one file to the disk. */
  public sync(): Promise<boolean> {
    return Promise.resolve(false);
  }

  public close(): Promise<void> {
    return this.afterwards(async () => {
      // Without attributes it was given up, and is only a part.
      if (this.scp && !this.attributes) this.scp.close();
      else if (this.scp) await conclude(this.scp, this.path);
      if (this.appending) {
        this.appending.finish();
        const { exitCode } = await this.appending.end;
        if (exitCode !== 0) throw await endOf(this.appending, this.path);
      }
      if (this.attributes) await this._setAttributes(this.attributes);
    });
  }

  private append(offset: number): Promise<RunningCommand> {
    // What may be behind the place is cut off: dd leaves the file as long as it has sought.
    const script = `dd if=/dev/null of="$p" bs=1 seek=${offset} 2>/dev/null && exec cat >> "$p"`;
    return this.commands.open(commandLine({ p: this.path }, script));
  }

  private afterwards(work: () => Promise<void>): Promise<void> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }
}
