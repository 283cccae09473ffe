import type { Client, ClientChannel } from 'ssh2';
import type { z } from 'zod';
import type { CloseReason, DialSocket } from '../session-manager/index.js';
import type { ConnectionCommands, Proof, ShownHostKey } from '../shared/contract/index.js';
import { problem, ProblemError, toProblem, type Problem } from '../shared/problem.js';
import { algorithms } from './algorithms.js';
import { filesHost } from './files/files-host.js';
import { FilesService } from './files/files-service.js';
import type { SignedIn } from './files/node-access.js';
import { FurtherConnections } from './further-connections.js';
import { HostKeyCheck } from './host-key.js';
import type { Host } from './host.js';
import { channelProblem, type ConnectionNames } from './problems.js';
import type { Exit, Progress, Shell, ShellSource, Size } from './shell.js';
import { openSsh, type SshLink } from './sign-in/open-ssh.js';
import { Questions } from './sign-in/questions.js';
import type { Tunnel } from './tunnel.js';

/** How to sign in to the node's SSH server. */
export type SshRequest = NonNullable<z.infer<ConnectionCommands['open']>['ssh']>;

/** SSH through a session to the port of the node's SSH server: a shell, and the node's files beside it. */
export class SshShellSource implements ShellSource {
  public readonly portNumber: number;
  public readonly firstStep = 'ssh';
  /** Usable from the start: what needs the connection waits for it. */
  public readonly files: FilesService;
  private readonly names: ConnectionNames;
  private readonly questions: Questions;
  private readonly further: FurtherConnections;
  private readonly hostKeyCheck: HostKeyCheck;
  private signedIn: { resolve: (client: Client) => void; reject: (why: ProblemError) => void } = {
    resolve: () => undefined,
    reject: () => undefined,
  };
  private early: Proof | null = null;
  private ssh: SshLink | null = null;
  private shell: SshShell | null = null;

  public constructor(
    nodeId: string,
    private readonly request: SshRequest,
    private readonly host: Host,
    dial: DialSocket,
    private readonly progress: Progress,
  ) {
    this.portNumber = request.port;
    this.names = {
      node: nodeId,
      user: request.user,
      key: request.keyName,
      port: request.port,
      identity: request.identityKind,
    };
    this.questions = new Questions(host, (isAsking) => progress.asking(isAsking));
    this.hostKeyCheck = new HostKeyCheck(host, request.port, {
      // Before the shell is open, its opening will tell.
      trusted: (hostKey) => {
        if (this.shell) progress.send({ type: 'host-key', hostKey });
      },
      refused: (error) => progress.fail(toProblem(error)),
    });
    this.further = new FurtherConnections({
      host,
      dial,
      names: this.names,
      algorithms: algorithms(request.oldAlgorithms),
      questions: this.questions.silent(),
    });
    const main = new Promise<Client>((resolve, reject) => (this.signedIn = { resolve, reject }));
    // Nobody may ever ask for files.
    main.catch(() => undefined);
    const another = (options: { readonly compress: boolean }): Promise<SignedIn> =>
      this.further.open(options);
    this.files = new FilesService({ nodeId, main, another }, filesHost(host));
  }

  public get hostKey(): ShownHostKey | null {
    return this.hostKeyCheck.shown;
  }

  /** What cannot be used, or is not given, is known before anything is started. */
  public async prepare(): Promise<void> {
    // A key of EC2 Instance Connect is the exception: it is good for a minute only.
    if (this.request.identityKind !== 'instance-connect') this.early = await this.prove();
  }

  public async open(tunnel: Tunnel, size: () => Size): Promise<Shell> {
    const { progress } = this;
    const offered = algorithms(this.request.oldAlgorithms);
    const serverHostKey = await this.hostKeyCheck.order(offered.serverHostKey);
    const target = { names: this.names, algorithms: { ...offered, serverHostKey } };
    const proof = () => {
      const { early } = this;
      this.early = null;
      return early === null ? this.prove() : Promise.resolve(early);
    };
    const verifyHostKey = (key: Buffer) => this.hostKeyCheck.verify(key);
    const ssh = openSsh(tunnel.stream, target, proof, this.questions, verifyHostKey, {
      onHandshake: () => progress.advance('auth'),
      onAttempt: (attempt) => progress.send({ type: 'attempt', ...attempt }),
      onBanner: (text) => progress.send({ type: 'banner', text }),
    });
    this.ssh = ssh;
    // A connection that is good without must not fail for what it could have learned.
    ssh.client.on('hostkeys', (keys) => void this.hostKeyCheck.learn(keys).catch(() => undefined));
    await ssh.ready;
    ssh.client.on('error', (error) => progress.fail(ssh.problemOf(error, this.shell ? 'open' : 'shell')));
    ssh.client.on('close', () =>
      progress.fail(problem('ssh.lost', { node: this.names.node }, { remedies: ['retry'] })),
    );
    this.signedIn.resolve(ssh.client);
    progress.advance('shell');
    return new Promise((resolve, reject) => {
      ssh.client.shell(
        { term: 'xterm-256color', ...size() },
        { env: shellEnvironment(process.env) },
        (error, channel) => {
          if (error) {
            reject(new ProblemError(ssh.problemOf(error, 'shell')));
            return;
          }
          this.shell = new SshShell(channel);
          resolve(this.shell);
          void this.files.restoreJobs();
        },
      );
    });
  }

  public explain(reason: CloseReason, tunnel: Tunnel | null): Problem | null | undefined {
    const { code, signal } = this.shell?.exit ?? NOT_EXITED;
    // A shell that has exited takes the tunnel with it: that is an end, not a failure.
    if (reason.kind === 'ended' && (code !== null || signal !== null)) return undefined;
    return channelProblem(reason, this.names, tunnel?.ticket.streamUrl ?? '');
  }

  public retryNow(): void {
    this.further.retryNow();
  }

  public async close(why: Problem | null): Promise<void> {
    const { node } = this.names;
    this.signedIn.reject(new ProblemError(why ?? problem('ssh.lost', { node }, { remedies: ['retry'] })));
    await this.files.close();
    // Sends SSH's own disconnect message, then closes.
    this.ssh?.client.end();
  }

  public destroy(): void {
    this.ssh?.client.destroy();
    this.questions.forget();
  }

  private prove(): Promise<Proof> {
    return this.host.call('signIn.proof', {});
  }
}

const NOT_EXITED: Exit = { code: null, signal: null };

class SshShell implements Shell {
  public exit = NOT_EXITED;
  public readonly ended: Promise<void>;

  public constructor(public readonly output: ClientChannel) {
    output.on('exit', (code: number | null, signal?: string) => {
      this.exit = { code, signal: signal ?? null };
    });
    this.ended = new Promise((resolve) => output.once('close', () => resolve()));
  }

  public write(bytes: Buffer): void {
    this.output.write(bytes);
  }

  public resize({ cols, rows }: Size): void {
    // Pixel sizes are not known here; 0 says so (RFC 4254, 6.2).
    this.output.setWindow(rows, cols, 0, 0);
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
