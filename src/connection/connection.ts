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
  private readonly _names: ConnectionNames;
  private readonly _questions: Questions;
  private readonly _further: FurtherConnections;
  private _signedIn: { resolve: (client: Client) => void; reject: (why: ProblemError) => void } = {
    resolve: () => undefined,
    reject: () => undefined,
  };
  /** The files of the node. Usable from the start: what needs the connection waits for it. */
  public readonly files: FilesService;
  private _ssh: SshLink | null = null;
  private _tunnel: Tunnel | null = null;
  private _shell: ClientChannel | null = null;
  private _output: OutputFlow | null = null;
  private _isOpen = false;
  private _step: ConnectStep = 'session';
  private _stepStartedAt = performance.now();
  private _stepTimer: NodeJS.Timeout | null = null;
  private _statisticsTimer: NodeJS.Timeout | null = null;
  private readonly _hostKey: HostKeyCheck;
  private _exit: { code: number | null; signal: string | null } = { code: null, signal: null };
  private _size: { cols: number; rows: number };
  private _finishing: Promise<void> | null = null;
  private _resolveDone: () => void = () => undefined;
  /** Settles when all is over and nothing of the session is left. */
  public readonly done = new Promise<void>((resolve) => {
    this._resolveDone = resolve;
  });

  public constructor(
    private readonly _request: ConnectionRequest,
    private readonly _host: Host,
    private readonly _terminal: TerminalPort,
    private readonly _dial: DialSocket,
  ) {
    this._names = {
      node: _request.nodeId,
      user: _request.user,
      key: _request.keyName,
      port: _request.port,
      identity: _request.identityKind,
    };
    this._questions = new Questions(_host, (isAsking) => this._asking(isAsking));
    this._size = { cols: _request.cols, rows: _request.rows };
    this._hostKey = new HostKeyCheck(_host, _request.port, {
      // Before the shell is open, its opening will tell.
      trusted: (hostKey) => {
        if (this._isOpen) this._terminal.send({ type: 'host-key', hostKey });
      },
      refused: (error) => this._fail(toProblem(error)),
    });
    this._further = new FurtherConnections({
      host: _host,
      dial: _dial,
      names: this._names,
      algorithms: algorithms(_request.oldAlgorithms),
      questions: this._questions.silent(),
    });
    const main = new Promise<Client>((resolve, reject) => (this._signedIn = { resolve, reject }));
    // Nobody may ever ask for files.
    main.catch(() => undefined);
    const another = (options: { readonly compress: boolean }): Promise<SignedIn> =>
      this._further.open(options);
    this.files = new FilesService({ nodeId: _request.nodeId, main, another }, filesHost(_host));
  }

  /** Begins. All that happens afterwards, failures included, goes to the terminal's port. */
  public open(): void {
    this._start().catch((error: unknown) => this._fail(toProblem(error)));
  }

  public onBytes(bytes: Uint8Array): void {
    this._shell?.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }

  public onMessage(message: ToConnection): void {
    if (message.type === 'ack') this._output?.acknowledge(message.bytes);
    else {
      this._size = { cols: message.cols, rows: message.rows };
      // Pixel sizes are not known here; 0 says so (RFC 4254, 6.2).
      this._shell?.setWindow(message.rows, message.cols, 0, 0);
    }
  }

  public onClosed(): void {
    void this.close();
  }

  /** The machine woke up or the network came back: see what has become of the path. */
  public retryNow(): void {
    this._tunnel?.retryNow();
    this._further.retryNow();
  }

  /** Ends the shell, SSH and the session, in this order; settles when the session is ended. */
  public close(): Promise<void> {
    return this._finish(null);
  }

  private async _start(): Promise<void> {
    const { identityKind, port } = this._request;
    // What cannot be used, or is not given, is known before anything is started. A key of EC2 Instance Connect is the
    // exception: it is good for a minute only.
    let early = identityKind === 'instance-connect' ? null : await this._prove();
    const prove = () => {
      const proof = early;
      early = null;
      return proof === null ? this._prove() : Promise.resolve(proof);
    };
    if (this._isOver()) return;
    this._begin('session');
    const tunnel = await Tunnel.start(
      this._host,
      port,
      this._dial,
      (state) => this._channelState(state),
      (message) => this._sendNotice(message),
    );
    this._tunnel = tunnel;
    const offered = algorithms(this._request.oldAlgorithms);
    const serverHostKey = await this._hostKey.order(offered.serverHostKey);
    if (this._isOver()) void tunnel.end();
    else await this._signIn(tunnel, prove, { ...offered, serverHostKey });
  }

  private _isOver(): boolean {
    return this._finishing !== null;
  }

  private _prove(): Promise<Proof> {
    return this._host.call('signIn.proof', {});
  }

  private async _signIn(
    tunnel: Tunnel,
    prove: () => Promise<Proof>,
    offered: AlgorithmChoice,
  ): Promise<void> {
    // From the session on the steps overlap a round trip; each is shown as it is waited for.
    if (this._step === 'session') this._advance('channel');
    const target = { names: this._names, algorithms: offered };
    const verifyHostKey = (key: Buffer) => this._hostKey.verify(key);
    const ssh = openSsh(tunnel.stream, target, prove, this._questions, verifyHostKey, {
      onHandshake: () => this._advance('auth'),
      onAttempt: (attempt) => this._terminal.send({ type: 'attempt', ...attempt }),
      onBanner: (text) => this._terminal.send({ type: 'banner', text }),
    });
    this._ssh = ssh;
    // A connection that is good without must not fail for what it could have learned.
    ssh.client.on('hostkeys', (keys) => void this._hostKey.learn(keys).catch(() => undefined));
    await ssh.ready;
    ssh.client.on('error', (error) => this._fail(ssh.problemOf(error, this._isOpen ? 'open' : 'shell')));
    ssh.client.on('close', () =>
      this._fail(problem('ssh.lost', { node: this._names.node }, { remedies: ['retry'] })),
    );
    this._signedIn.resolve(ssh.client);
    this._openShell(ssh);
  }

  private _openShell(ssh: SshLink): void {
    this._advance('shell');
    ssh.client.shell(
      { term: 'xterm-256color', ...this._size },
      { env: shellEnvironment(process.env) },
      (error, shell) => {
        if (error) {
          this._fail(ssh.problemOf(error, 'shell'));
          return;
        }
        this._shellOpened(shell);
      },
    );
  }

  private _shellOpened(shell: ClientChannel): void {
    this._isOpen = true;
    this._shell = shell;
    this._end('done');
    this._terminal.send({
      type: 'open',
      hostKey: this._hostKey.shown,
      sessionId: this._tunnel?.ticket.sessionId ?? '',
    });
    this._output = new OutputFlow(shell, (bytes) => this._terminal.sendBytes(bytes));
    // The terminal may have been resized since the request was made.
    shell.setWindow(this._size.rows, this._size.cols, 0, 0);
    shell.on('exit', (code: number | null, signal?: string) => {
      this._exit = { code, signal: signal ?? null };
    });
    shell.on('close', () => {
      this._output?.flush();
      void this._finish(null);
    });
    void this.files.restoreJobs();
    this._statisticsTimer = setInterval(() => this._sendStatistics(), STATISTICS_MS);
  }

  private _sendNotice(message: string): void {
    const text = noticeText(message);
    if (text !== '') this._terminal.send({ type: 'notice', text });
  }

  private _sendStatistics(): void {
    const statistics = this._tunnel?.statistics;
    if (!statistics) return;
    this._terminal.send({
      type: 'stats',
      rttMs: statistics.roundTripMs,
      bytesUp: statistics.bytesSent,
      bytesDown: statistics.bytesReceived,
    });
  }

  private _channelState(state: ChannelState): void {
    switch (state.name) {
      case 'connecting':
      case 'handshaking':
        break;
      case 'open':
        if (this._step === 'channel') this._advance('ssh');
        this._terminal.send({ type: 'path', state: 'open', since: Date.now(), attempt: 0 });
        break;
      case 'suspended':
        this._terminal.send({
          type: 'path',
          state: state.attempt === 0 ? 'suspended' : 'resuming',
          since: state.since,
          attempt: state.attempt,
        });
        break;
      case 'closed': {
        // A shell that has exited takes the tunnel with it: that is an end, not a failure.
        const exited = this._exit.code !== null || this._exit.signal !== null;
        const ended = exited && state.reason.kind === 'ended';
        const streamUrl = this._tunnel?.ticket.streamUrl ?? '';
        if (!ended) this._fail(channelProblem(state.reason, this._names, streamUrl));
        break;
      }
    }
  }

  private _begin(step: ConnectStep): void {
    this._step = step;
    this._stepStartedAt = performance.now();
    this._terminal.send({ type: 'progress', step, state: 'running', ms: 0 });
    this._restartStepTimer();
  }

  private _restartStepTimer(): void {
    if (this._stepTimer) clearTimeout(this._stepTimer);
    const params = { step: this._step, seconds: STEP_TIMEOUT_MS / 1000 };
    this._stepTimer = setTimeout(
      () => this._fail(problem('timed-out', params, { remedies: ['retry'] })),
      STEP_TIMEOUT_MS,
    );
  }

  /** A person may take their time; the server's own limit goes on. */
  private _asking(isAsking: boolean): void {
    if (this._stepTimer === null) return;
    if (isAsking) clearTimeout(this._stepTimer);
    else this._restartStepTimer();
  }

  private _end(state: 'done' | 'failed'): void {
    if (this._stepTimer) clearTimeout(this._stepTimer);
    this._stepTimer = null;
    const ms = performance.now() - this._stepStartedAt;
    this._terminal.send({ type: 'progress', step: this._step, state, ms });
  }

  private _advance(step: ConnectStep): void {
    this._end('done');
    this._begin(step);
  }

  private _fail(why: Problem | null): void {
    if (why && !this._finishing && this._stepTimer !== null) this._end('failed');
    void this._finish(why);
  }

  private _finish(why: Problem | null): Promise<void> {
    // In a turn of its own: what it ends reports its end, which must find that this has begun.
    this._finishing ??= Promise.resolve().then(() => this._tearDown(why));
    return this._finishing;
  }

  private async _tearDown(why: Problem | null): Promise<void> {
    if (this._stepTimer) clearTimeout(this._stepTimer);
    if (this._statisticsTimer) clearInterval(this._statisticsTimer);
    this._terminal.send({
      type: 'closed',
      problem: why,
      exitCode: this._exit.code,
      signal: this._exit.signal,
    });
    const { node } = this._names;
    this._signedIn.reject(new ProblemError(why ?? problem('ssh.lost', { node }, { remedies: ['retry'] })));
    await this.files.close();
    // Sends SSH's own disconnect message, then closes.
    this._ssh?.client.end();
    await this._tunnel?.end();
    this._ssh?.client.destroy();
    this._questions.forget();
    this._resolveDone();
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
