import type { DialSocket } from '../session-manager/index.js';
import { problem, ProblemError } from '../shared/problem.js';
import type { AlgorithmChoice } from './algorithms.js';
import type { SignedIn } from './files/node-access.js';
import { HostKeyCheck } from './host-key.js';
import type { Host } from './host.js';
import type { ConnectionNames } from './problems.js';
import { openSsh, type SshLink } from './sign-in/open-ssh.js';
import type { Questions } from './sign-in/questions.js';
import { Tunnel } from './tunnel.js';

/** From StartSession to being signed in. */
const OPEN_TIMEOUT_MS = 30_000;

interface Parts {
  readonly host: Host;
  readonly dial: DialSocket;
  readonly names: ConnectionNames;
  readonly algorithms: AlgorithmChoice;
  readonly questions: Pick<Questions, 'ask' | 'passwordAccepted'>;
}

/** More SSH connections to the same node, each through a session of its own, signed in on as the first was. */
export class FurtherConnections {
  private readonly tunnels = new Set<Tunnel>();

  public constructor(private readonly parts: Parts) {}

  /**
   * Opens one.
   *
   * @param options.compress whether SSH compresses, both ways, if the server does
   * @param options.timeoutMs from StartSession to being signed in; longer where a person is asked meanwhile
   * @throws ProblemError; nothing is left open then
   */
  public async open({
    compress,
    timeoutMs = OPEN_TIMEOUT_MS,
  }: {
    readonly compress: boolean;
    readonly timeoutMs?: number;
  }): Promise<SignedIn> {
    const { host, dial, names, algorithms, questions } = this.parts;
    const tunnel = await Tunnel.start(host, names.port, dial, () => undefined);
    this.tunnels.add(tunnel);
    let ssh: SshLink | null = null;
    const close = async () => {
      this.tunnels.delete(tunnel);
      ssh?.client.end();
      await tunnel.end();
      ssh?.client.destroy();
    };
    const hostKey = new HostKeyCheck(host, names.port, {
      trusted: () => undefined,
      refused: () => void close(),
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const params = { step: 'ssh', seconds: timeoutMs / 1_000 };
        reject(new ProblemError(problem('timed-out', params)));
      }, timeoutMs);
    });
    try {
      const serverHostKey = await hostKey.order(algorithms.serverHostKey);
      const choice: AlgorithmChoice = { ...algorithms, serverHostKey };
      ssh = openSsh(
        tunnel.stream,
        { names, algorithms: compress ? { ...choice, compress: ['zlib@openssh.com', 'none'] } : choice },
        () => host.call('signIn.proof', {}),
        questions,
        (key) => hostKey.verify(key),
      );
      ssh.ready.catch(() => undefined);
      await Promise.race([ssh.ready, late]);
    } catch (error) {
      await close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
    // Whoever uses it sees its channels close; an error says no more, and unheard would end the process.
    ssh.client.on('error', () => undefined);
    return { client: ssh.client, close };
  }

  /** The machine woke up: see what has become of the paths. */
  public retryNow(): void {
    for (const tunnel of this.tunnels) tunnel.retryNow();
  }
}
