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
  private readonly waiting: (() => void)[] = [];

  public constructor(private free: number) {}

  public async enter(): Promise<void> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  public leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.free++;
  }
}

/** Commands over one SSH connection, not more at once than servers allow. */
export class Commands {
  private readonly short = new Places(SHORT);
  private readonly talking = new Places(TALKING);
  private readonly shell;

  public constructor(private readonly client: Client) {
    this.shell = sshShell(client);
  }

  /** Runs one to its end. @throws when it could not be started */
  public async run(command: string): Promise<CommandResult> {
    await this.short.enter();
    try {
      return await this.shell.run(command, Buffer.alloc(0));
    } finally {
      this.short.leave();
    }
  }

  /** Starts one. @throws when it could not be started */
  public async open(command: string): Promise<RunningCommand> {
    await this.talking.enter();
    try {
      const running = await startCommand(this.client, command, (channel) => new RunningCommand(channel));
      void running.end.then(() => this.talking.leave());
      return running;
    } catch (error) {
      this.talking.leave();
      throw error;
    }
  }
}
