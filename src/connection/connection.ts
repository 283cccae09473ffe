import type { Client, ClientChannel } from 'ssh2';
import type { ChannelState, DialSocket } from '../session-manager/index.js';
import type { ConnectStep, Identity, Proof, ToConnection } from '../shared/contract/index.js';
import { problem, ProblemError, toProblem, type Problem } from '../shared/problem.js';
import { algorithms, type AlgorithmChoice } from './algorithms.js';
import { filesHost } from './files/files-host.js';
import { FilesService } from './files/files-service.js';
import type { SignedIn } from './files/node-access.js';
import { FurtherConnections } from './further-connections.js';
import { HostKeyCheck } from './host-key.js';
import type { Host } from './host.js';
import { noticeText } from './notice-text.js';
import { OutputFlow } from './output-flow.js';
import { channelProblem, type ConnectionNames } from './problems.js';
import { openSsh, type SshLink } from './sign-in/open-ssh.js';
import { Questions } from './sign-in/questions.js';
import type { TerminalInput, TerminalPort } from './terminal-port.js';
import { Tunnel } from './tunnel.js';

/** From the first byte to a shell, each step of SSH may take this long; servers give up after 120 s (LoginGraceTime). */
const STEP_TIMEOUT_MS = 30_000;
const STATISTICS_MS = 1_000;

export interface ConnectionRequest {
  readonly nodeId: string;
  readonly user: string;
  /** The port of the node's SSH server. */
  readonly port: number;
  readonly identityKind: Identity['kind'];
  /** The key's name, for messages; empty where there is none. */
  readonly keyName: string;
  /** Whether algorithms that are no longer safe may be used. */
  readonly oldAlgorithms: boolean;
  readonly cols: number;
  readonly rows: number;
}

/** One node: a tunnel, SSH through it, and a shell whose bytes go to a terminal. Runs once, from open to closed. */
export class Connection implements TerminalInput {
  private readonly names: ConnectionNames;
  private readonly questions: Questions;
  private readonly further: FurtherConnections;
  private signedIn: { resolve: (client: Client) => void; reject: (why: ProblemError) => void } = {
    resolve: () => undefined,
    reject: () => undefined,
  };
  /** The files of the node. Usable from the start: what needs the connection waits for it. */
  public readonly files: FilesService;
  private ssh: SshLink | null = null;
  private tunnel: Tunnel | null = null;
  private shell: ClientChannel | null = null;
  private output: OutputFlow | null = null;
  private isOpen = false;
  private step: ConnectStep = 'session';
  private stepStartedAt = performance.now();
  private stepTimer: NodeJS.Timeout | null = null;
  private statisticsTimer: NodeJS.Timeout | null = null;
  private readonly hostKey: HostKeyCheck;
  private exit: { code: number | null; signal: string | null } = { code: null, signal: null };
  private size: { cols: number; rows: number };
  private finishing: Promise<void> | null = null;
  private resolveDone: () => void = () => undefined;
  /** Settles when all is over and nothing of the session is left. */
  public readonly done = new Promise<void>((resolve) => {
    this.resolveDone = resolve;
  });

  public constructor(
    private readonly request: ConnectionRequest,
    private readonly host: Host,
    private readonly terminal: TerminalPort,
    private readonly dial: DialSocket,
  ) {
    this.names = {
      node: request.nodeId,
      user: request.user,
      key: request.keyName,
      port: request.port,
      identity: request.identityKind,
    };
    this.questions = new Questions(host, (isAsking) => this.asking(isAsking));
    this.size = { cols: request.cols, rows: request.rows };
    this.hostKey = new HostKeyCheck(host, request.port, {
      // Before the shell is open, its opening will tell.
      trusted: (hostKey) => {
        if (this.isOpen) this.terminal.send({ type: 'host-key', hostKey });
      },
      refused: (error) => this.fail(toProblem(error)),
    });
    this.further = new FurtherConnections({
      host: host,
      dial: dial,
      names: this.names,
      algorithms: algorithms(request.oldAlgorithms),
      questions: this.questions.silent(),
    });
    const main = new Promise<Client>((resolve, reject) => (this.signedIn = { resolve, reject }));
    // Nobody may ever ask for files.
    main.catch(() => undefined);
    const another = (options: { readonly compress: boolean }): Promise<SignedIn> =>
      this.further.open(options);
    this.files = new FilesService({ nodeId: request.nodeId, main, another }, filesHost(host));
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
      // Pixel sizes are not known here; 0 says so (RFC 4254, 6.2).
      this.shell?.setWindow(message.rows, message.cols, 0, 0);
    }
  }

  public onClosed(): void {
    void this.close();
  }

  /** The machine woke up or the network came back: see what has become of the path. */
  public retryNow(): void {
    this.tunnel?.retryNow();
    this.further.retryNow();
  }

  /** Ends the shell, SSH and the session, in this order; settles when the session is ended. */
  public close(): Promise<void> {
    return this.finish(null);
  }

  private async start(): Promise<void> {
    const { identityKind, port } = this.request;
    // What cannot be used, or is not given, is known before anything is started. A key of EC2 Instance Connect is the
    // exception: it is good for a minute only.
    let early = identityKind === 'instance-connect' ? null : await this.prove();
    const prove = () => {
      const proof = early;
      early = null;
      return proof === null ? this.prove() : Promise.resolve(proof);
    };
    if (this.isOver()) return;
    this.begin('session');
    const tunnel = await Tunnel.start(
      this.host,
      port,
      this.dial,
      (state) => this.channelState(state),
      (message) => this.sendNotice(message),
    );
    this.tunnel = tunnel;
    const offered = algorithms(this.request.oldAlgorithms);
    const serverHostKey = await this.hostKey.order(offered.serverHostKey);
    if (this.isOver()) void tunnel.end();
    else await this.signIn(tunnel, prove, { ...offered, serverHostKey });
  }

  private isOver(): boolean {
    return this.finishing !== null;
  }

  private prove(): Promise<Proof> {
    return this.host.call('signIn.proof', {});
  }

  private async signIn(tunnel: Tunnel, prove: () => Promise<Proof>, offered: AlgorithmChoice): Promise<void> {
    // From the session on the steps overlap a round trip; each is shown as it is waited for.
    if (this.step === 'session') this.advance('channel');
    const target = { names: this.names, algorithms: offered };
    const verifyHostKey = (key: Buffer) => this.hostKey.verify(key);
    const ssh = openSsh(tunnel.stream, target, prove, this.questions, verifyHostKey, {
      onHandshake: () => this.advance('auth'),
      onAttempt: (attempt) => this.terminal.send({ type: 'attempt', ...attempt }),
      onBanner: (text) => this.terminal.send({ type: 'banner', text }),
    });
    this.ssh = ssh;
    // A connection that is good without must not fail for what it could have learned.
    ssh.client.on('hostkeys', (keys) => void this.hostKey.learn(keys).catch(() => undefined));
    await ssh.ready;
    ssh.client.on('error', (error) => this.fail(ssh.problemOf(error, this.isOpen ? 'open' : 'shell')));
    ssh.client.on('close', () =>
      this.fail(problem('ssh.lost', { node: this.names.node }, { remedies: ['retry'] })),
    );
    this.signedIn.resolve(ssh.client);
    this.openShell(ssh);
  }

  private openShell(ssh: SshLink): void {
    this.advance('shell');
    ssh.client.shell(
      { term: 'xterm-256color', ...this.size },
      { env: shellEnvironment(process.env) },
      (error, shell) => {
        if (error) {
          this.fail(ssh.problemOf(error, 'shell'));
          return;
        }
        this.shellOpened(shell);
      },
    );
  }

  private shellOpened(shell: ClientChannel): void {
    this.isOpen = true;
    this.shell = shell;
    this.end('done');
    this.terminal.send({
      type: 'open',
      hostKey: this.hostKey.shown,
      sessionId: this.tunnel?.ticket.sessionId ?? '',
    });
    this.output = new OutputFlow(shell, (bytes) => this.terminal.sendBytes(bytes));
    // The terminal may have been resized since the request was made.
    shell.setWindow(this.size.rows, this.size.cols, 0, 0);
    shell.on('exit', (code: number | null, signal?: string) => {
      this.exit = { code, signal: signal ?? null };
    });
    shell.on('close', () => {
      this.output?.flush();
      void this.finish(null);
    });
    void this.files.restoreJobs();
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
        if (this.step === 'channel') this.advance('ssh');
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
        // A shell that has exited takes the tunnel with it: that is an end, not a failure.
        const exited = this.exit.code !== null || this.exit.signal !== null;
        const ended = exited && state.reason.kind === 'ended';
        const streamUrl = this.tunnel?.ticket.streamUrl ?? '';
        if (!ended) this.fail(channelProblem(state.reason, this.names, streamUrl));
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
    this.terminal.send({
      type: 'closed',
      problem: why,
      exitCode: this.exit.code,
      signal: this.exit.signal,
    });
    const { node } = this.names;
    this.signedIn.reject(new ProblemError(why ?? problem('ssh.lost', { node }, { remedies: ['retry'] })));
    await this.files.close();
    // Sends SSH's own disconnect message, then closes.
    this.ssh?.client.end();
    await this.tunnel?.end();
    this.ssh?.client.destroy();
    this.questions.forget();
    this.resolveDone();
  }
}

/**
 * The variables to offer to the server, which takes those that its AcceptEnv names: the person's language, as OpenSSH's
 * packaged clients send it, and that this terminal shows 24-bit colours.
 */
function shellEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const language = Object.entries(environment).filter(([name]) => name === 'LANG' || name.startsWith('LC_'));
  return { ...Object.fromEntries(language), COLORTERM: 'truecolor' };
}
