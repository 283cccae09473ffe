import type { Client } from 'ssh2';
import type { CommandResult } from '../remote-shell.js';
import { sshShell, startCommand } from '../ssh-channels.js';
import { RunningCommand } from './running-command.js';

/**
 * OpenSSH allows ten channels on a connection (MaxSessions); three are the terminal's and those for checksums. Commands
 * that are talked with have their own share: while they last, short ones have to get through.
 */
const SHORT = 3;
const TALKING = 4;

/** A number of places, given to whoever waits longest. */
class Places {
  private readonly _waiting: (() => void)[] = [];

  public constructor(private _free: number) {}

  public async enter(): Promise<void> {
    if (this._free > 0) this._free--;
    else await new Promise<void>((resolve) => this._waiting.push(resolve));
  }

  public leave(): void {
    const next = this._waiting.shift();
    if (next) next();
    else this._free++;
  }
}

/** Commands over one SSH connection, not more at once than servers allow. */
export class Commands {
  private readonly _short = new Places(SHORT);
  private readonly _talking = new Places(TALKING);
  private readonly _shell;

  public constructor(private readonly _client: Client) {
    this._shell = sshShell(_client);
  }

  /** Runs one to its end. @throws when it could not be started */
  public async run(command: string): Promise<CommandResult> {
    await this._short.enter();
    try {
      return await this._shell.run(command, Buffer.alloc(0));
    } finally {
      this._short.leave();
    }
  }

  /** Starts one. @throws when it could not be started */
  public async open(command: string): Promise<RunningCommand> {
    await this._talking.enter();
    try {
      const running = await startCommand(this._client, command, (channel) => new RunningCommand(channel));
      void running.end.then(() => this._talking.leave());
      return running;
    } catch (error) {
      this._talking.leave();
      throw error;
    }
  }
}
