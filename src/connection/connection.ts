import type { z } from 'zod';
import type { ChannelState, DialSocket } from '../session-manager/index.js';
import type { ConnectionCommands, ConnectStep, ToConnection } from '../shared/contract/index.js';
import { problem, toProblem, type Problem } from '../shared/problem.js';
import type { FilesService } from './files/files-service.js';
import type { Host } from './host.js';
import { noticeText } from './notice-text.js';
import { OutputFlow } from './output-flow.js';
import { SessionShellSource } from './session-shell.js';
import type { Shell, ShellSource, Size } from './shell.js';
import { SshShellSource } from './ssh-shell.js';
import type { TerminalInput, TerminalPort } from './terminal-port.js';
import { Tunnel } from './tunnel.js';

/** From the first byte to a shell, each step of SSH may take this long; servers give up after 120 s (LoginGraceTime). */
const STEP_TIMEOUT_MS = 30_000;
const STATISTICS_MS = 1_000;

/** What to connect to: main's command to a connection process. */
export type ConnectionRequest = z.infer<ConnectionCommands['open']>;

/** One node: a session, and a shell through it whose bytes go to a terminal. Runs once, from open to closed. */
export class Connection implements TerminalInput {
  private readonly source: ShellSource;
  private tunnel: Tunnel | null = null;
  private shell: Shell | null = null;
  private output: OutputFlow | null = null;
  private step: ConnectStep = 'session';
  private stepStartedAt = performance.now();
  private stepTimer: NodeJS.Timeout | null = null;
  private statisticsTimer: NodeJS.Timeout | null = null;
  private size: Size;
  private finishing: Promise<void> | null = null;
  private resolveDone: () => void = () => undefined;
  /** Settles when all is over and nothing of the session is left. */
  public readonly done = new Promise<void>((resolve) => {
    this.resolveDone = resolve;
  });

  public constructor(
    { nodeId, ssh, cols, rows }: ConnectionRequest,
    private readonly host: Host,
    private readonly terminal: TerminalPort,
    private readonly dial: DialSocket,
  ) {
    this.size = { cols, rows };
    this.source =
      ssh === null
        ? new SessionShellSource(nodeId)
        : new SshShellSource(nodeId, ssh, host, dial, {
            advance: (step) => this.advance(step),
            asking: (isAsking) => this.asking(isAsking),
            send: (message) => terminal.send(message),
            fail: (why) => this.fail(why),
          });
  }

  /** The files of the node; null where the connection has no way to them. */
  public get files(): FilesService | null {
    return this.source.files;
  }

  /** Begins. All that happens afterwards, failures included, goes to the terminal's port. */
  public open(): void {
    this.start().catch((error: unknown) => this.fail(toProblem(error)));
  }

  public onBytes(bytes: Uint8Array): void {
    this.shell?.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }

  public onMessage(message: ToConnection): void {
    if (message.type === 'ack') this.output?.acknowledge(message.bytes);
    else {
      this.size = { cols: message.cols, rows: message.rows };
      this.shell?.resize(this.size);
    }
  }

  public onClosed(): void {
    void this.close();
  }

  /** The machine woke up or the network came back: see what has become of the path. */
  public retryNow(): void {
    this.tunnel?.retryNow();
    this.source.retryNow();
  }

  /** Ends the shell, what carries it and the session, in this order; settles when the session is ended. */
  public close(): Promise<void> {
    return this.finish(null);
  }

  private async start(): Promise<void> {
    await this.source.prepare();
    if (this.isOver()) return;
    this.begin('session');
    const tunnel = await Tunnel.start(
      this.host,
      this.source.portNumber,
      this.dial,
      (state) => this.channelState(state),
      (message) => this.sendNotice(message),
    );
    this.tunnel = tunnel;
    if (this.isOver()) {
      void tunnel.end();
      return;
    }
    this.advance('channel');
    const shell = await this.source.open(tunnel, () => this.size);
    if (!this.isOver()) this.opened(shell);
  }

  private isOver(): boolean {
    return this.finishing !== null;
  }

  private opened(shell: Shell): void {
    this.shell = shell;
    this.end('done');
    this.terminal.send({
      type: 'open',
      hostKey: this.source.hostKey,
      sessionId: this.tunnel?.ticket.sessionId ?? '',
    });
    this.output = new OutputFlow(shell.output, (bytes) => this.terminal.sendBytes(bytes));
    // The terminal may have been resized since the request was made.
    shell.resize(this.size);
    void shell.ended.then(() => {
      this.output?.flush();
      return this.finish(null);
    });
    this.statisticsTimer = setInterval(() => this.sendStatistics(), STATISTICS_MS);
  }

  private sendNotice(message: string): void {
    const text = noticeText(message);
    if (text !== '') this.terminal.send({ type: 'notice', text });
  }

  private sendStatistics(): void {
    const statistics = this.tunnel?.statistics;
    if (!statistics) return;
    this.terminal.send({
      type: 'stats',
      rttMs: statistics.roundTripMs,
      bytesUp: statistics.bytesSent,
      bytesDown: statistics.bytesReceived,
    });
  }

  private channelState(state: ChannelState): void {
    switch (state.name) {
      case 'connecting':
      case 'handshaking':
        break;
      case 'open':
        if (this.step === 'channel') this.advance(this.source.firstStep);
        this.terminal.send({ type: 'path', state: 'open', since: Date.now(), attempt: 0 });
        break;
      case 'suspended':
        this.terminal.send({
          type: 'path',
          state: state.attempt === 0 ? 'suspended' : 'resuming',
          since: state.since,
          attempt: state.attempt,
        });
        break;
      case 'closed': {
        const why = this.source.explain(state.reason, this.tunnel);
        if (why !== undefined) this.fail(why);
        break;
      }
    }
  }

  private begin(step: ConnectStep): void {
    this.step = step;
    this.stepStartedAt = performance.now();
    this.terminal.send({ type: 'progress', step, state: 'running', ms: 0 });
    this.restartStepTimer();
  }

  private restartStepTimer(): void {
    if (this.stepTimer) clearTimeout(this.stepTimer);
    const params = { step: this.step, seconds: STEP_TIMEOUT_MS / 1000 };
    this.stepTimer = setTimeout(
      () => this.fail(problem('timed-out', params, { remedies: ['retry'] })),
      STEP_TIMEOUT_MS,
    );
  }

  /** A person may take their time; the server's own limit goes on. */
  private asking(isAsking: boolean): void {
    if (this.stepTimer === null) return;
    if (isAsking) clearTimeout(this.stepTimer);
    else this.restartStepTimer();
  }

  private end(state: 'done' | 'failed'): void {
    if (this.stepTimer) clearTimeout(this.stepTimer);
    this.stepTimer = null;
    const ms = performance.now() - this.stepStartedAt;
    this.terminal.send({ type: 'progress', step: this.step, state, ms });
  }

  private advance(step: ConnectStep): void {
    this.end('done');
    this.begin(step);
  }

  private fail(why: Problem | null): void {
    if (why && !this.finishing && this.stepTimer !== null) this.end('failed');
    void this.finish(why);
  }

  private finish(why: Problem | null): Promise<void> {
    // In a turn of its own: what it ends reports its end, which must find that this has begun.
    this.finishing ??= Promise.resolve().then(() => this.tearDown(why));
    return this.finishing;
  }

  private async tearDown(why: Problem | null): Promise<void> {
    if (this.stepTimer) clearTimeout(this.stepTimer);
    if (this.statisticsTimer) clearInterval(this.statisticsTimer);
    const exit = this.shell?.exit;
    this.terminal.send({
      type: 'closed',
      problem: why,
      exitCode: exit?.code ?? null,
      signal: exit?.signal ?? null,
    });
    await this.source.close(why);
    await this.tunnel?.end();
    this.source.destroy();
    this.resolveDone();
  }
}
