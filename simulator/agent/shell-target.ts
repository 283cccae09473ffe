import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { AGENT_READ_BYTES, PACE_MS } from './target-connection.js';
import type { Target } from './target.js';

/** A shell that the agent of a node can start on this machine. */
export interface ShellProgram {
  /** Run by /bin/sh. */
  command: string;
  env: Record<string, string>;
  /** The folder that it starts in. */
  directory: string;
}

/** "Wait for all input commands to run": the agent's sleep before it reads what the shell says (`writePump`). */
const FIRST_READ_MS = 1_000;

type ShellProcess = ChildProcessByStdio<Writable, Readable, null>;

export interface ShellTargetEvents {
  /** Bytes from the shell. Returns false to stop reading until {@link Target.resume}. */
  data(bytes: Buffer): boolean;
  /** The shell has exited. */
  eof(): void;
  /** No shell could be started. */
  failed(error: Error): void;
}

/**
 * The shell of a Standard_Stream session on a terminal of its own, as `shell_unix.go` of the agent starts it. Node has
 * no pseudo-terminals: script(1) makes one, and stty(1) sets its size from outside.
 */
export class ShellTarget implements Target {
  private readonly child: ShellProcess;
  private readonly input: Writable;
  private readonly output: Readable;
  /** The terminal's device; null until it is there. */
  private device: string | null = null;
  private size: { cols: number; rows: number } | null = null;
  private held = false;
  private closed = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    program: ShellProgram,
    private readonly pacing: boolean,
    private readonly events: ShellTargetEvents,
  ) {
    this.child = spawnShell(program);
    this.input = this.child.stdin;
    this.output = this.child.stdout;
    const device = this.child.stdio[3] as Readable;
    this.child.on('error', (error) => this.finish(() => events.failed(error)));
    this.input.on('error', () => undefined);
    device.once('data', (name: Buffer) => this.started(name.toString().trim()));
    this.output.on('end', () => this.finish(() => events.eof()));
  }

  get available(): boolean {
    return this.device !== null;
  }

  write(bytes: Buffer, settle: (outcome: 'done' | 'failed') => void): 'done' | 'failed' | 'pending' {
    if (this.closed) return 'failed';
    let immediate = false;
    this.input.write(bytes, (error) => {
      if (!immediate) settle(error ? 'failed' : 'done');
    });
    immediate = this.input.writableLength === 0;
    return immediate ? 'done' : 'pending';
  }

  /** Sets the terminal's size; the programs in it are told by the system. */
  resize(cols: number, rows: number): void {
    this.size = { cols, rows };
    if (this.device !== null)
      spawnSync('stty', ['-F', this.device, 'cols', String(cols), 'rows', String(rows)]);
  }

  resume(): void {
    this.held = false;
    this.read();
  }

  close(): void {
    this.finish(() => undefined);
    // The terminal goes with it, and the shell by the hang-up.
    this.child.kill('SIGKILL');
  }

  private started(device: string): void {
    if (this.closed) return;
    this.device = device;
    if (this.size) this.resize(this.size.cols, this.size.rows);
    this.output.on('readable', () => this.read());
    this.sleep(this.pacing ? FIRST_READ_MS : 0);
  }

  private read(): void {
    if (this.held || this.closed || this.timer !== undefined) return;
    const bytes = this.output.read(Math.min(AGENT_READ_BYTES, this.output.readableLength)) as Buffer | null;
    if (bytes === null) return;
    this.held = !this.events.data(bytes);
    if (this.pacing) this.sleep(PACE_MS);
    else setImmediate(() => this.read());
  }

  private sleep(ms: number): void {
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.read();
    }, ms);
  }

  private finish(tell: () => void): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.closed) return;
    this.closed = true;
    tell();
  }
}

/** The fourth pipe tells the name of the terminal. */
function spawnShell({ command, env, directory }: ShellProgram): ShellProcess {
  const child = spawn(
    'script',
    ['--quiet', '--flush', '--command', `tty >&3; exec 3>&-; ${command}`, '/dev/null'],
    {
      cwd: directory,
      // As the agent sets them, so that colours and full-screen programs work.
      env: { ...env, TERM: 'xterm-256color', LANG: 'C.UTF-8' },
      stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
      detached: true,
    },
  );
  // Node knows the types of three pipes.
  return child as unknown as ShellProcess;
}
