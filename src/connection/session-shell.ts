import type { Readable } from 'node:stream';
import type { CloseReason } from '../session-manager/index.js';
import { problem, type Problem } from '../shared/problem.js';
import { channelProblem } from './problems.js';
import type { Shell, ShellSource, Size } from './shell.js';
import type { Tunnel } from './tunnel.js';

/** Session Manager's own shell: nobody signs in, no server runs on the node, and there is nothing beside the terminal. */
export class SessionShellSource implements ShellSource {
  public readonly portNumber = null;
  public readonly firstStep = 'shell';
  public readonly files = null;
  public readonly hostKey = null;

  public constructor(private readonly nodeId: string) {}

  public async prepare(): Promise<void> {
    // It needs no proof.
  }

  public async open(tunnel: Tunnel): Promise<Shell> {
    await tunnel.opened;
    return new SessionShell(tunnel);
  }

  public explain(reason: CloseReason, tunnel: Tunnel | null): Problem | null | undefined {
    const node = this.nodeId;
    if (reason.kind !== 'ended') return channelProblem(reason, { node }, tunnel?.ticket.streamUrl ?? '');
    const hasSpoken = (tunnel?.statistics.bytesReceived ?? 0) > 0;
    // The agent tells nobody how a shell exited: an end without words is the shell's own.
    if (reason.output === '' && hasSpoken) return undefined;
    if (hasSpoken) return channelProblem(reason, { node }, '');
    return problem('session.no-shell', { node }, { details: reason.output, remedies: ['retry'] });
  }

  public retryNow(): void {
    // It has no path but the tunnel.
  }

  public async close(): Promise<void> {
    // The session is the shell.
  }

  public destroy(): void {
    // Nothing is left of it.
  }
}

class SessionShell implements Shell {
  public readonly output: Readable;
  public readonly exit = { code: null, signal: null };
  public readonly ended: Promise<void>;

  public constructor(private readonly tunnel: Tunnel) {
    this.output = tunnel.stream;
    this.ended = new Promise((resolve) => tunnel.stream.once('end', resolve));
  }

  public write(bytes: Buffer): void {
    this.tunnel.stream.write(bytes);
  }

  public resize({ cols, rows }: Size): void {
    this.tunnel.resize(cols, rows);
  }
}
