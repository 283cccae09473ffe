import { DataChannel, webSocketDialer } from '../src/session-manager/index.js';
import type { Host } from '../src/connection/host.js';
import { hostOf, newSessions } from '../test/support/ssh-node.js';
import { NODES, type NodeName } from './far-side.js';

/** A data channel to a target, without SSH: what is written goes out, and whoever waits gets what comes in. */
export class BenchChannel {
  public bytesReceived = 0;
  private readonly channel: DataChannel;
  private waiting: { for: 'data' | 'drain'; resolve: () => void; reject: (error: Error) => void } | null =
    null;
  private ending = false;

  private constructor(
    ticket: Awaited<ReturnType<typeof startSession>>,
    private readonly host: Host,
    payloadBytes: number | undefined,
  ) {
    const { sessionId } = ticket;
    this._end = async () => {
      await Promise.all([this.channel.terminate(), this.host.call('session.terminate', { sessionId })]);
    };
    this.channel = new DataChannel(
      {
        ticket,
        dial: webSocketDialer(),
        resume: () => Promise.reject(new Error('A bench does not resume')),
        sessionType: 'Port',
        speaksFirst: true,
        ...(payloadBytes === undefined ? {} : { payloadBytes }),
      },
      {
        onData: (bytes) => {
          this.bytesReceived += bytes.length;
          this.wake('data');
        },
        onDrain: () => this.wake('drain'),
        onState: (state) => {
          const isBad = state.name === 'closed' || state.name === 'suspended';
          if (!isBad || this.ending) return;
          // What a bench measures over a lost path is worth nothing.
          const error = new Error(`The channel is ${JSON.stringify(state)}`);
          if (!this.waiting) throw error;
          this.waiting.reject(error);
        },
      },
    );
  }

  private readonly _end: () => Promise<void>;

  /** Opens one and waits for the target's greeting. */
  public static async open(target: NodeName, payloadBytes?: number): Promise<BenchChannel> {
    const host = hostOf(newSessions(), NODES[target]);
    const channel = new BenchChannel(await startSession(host), host, payloadBytes);
    await channel.received();
    return channel;
  }

  /** Writes, and waits where the channel asks for it. */
  public async write(bytes: Buffer): Promise<void> {
    if (!this.channel.write(bytes)) await this.wait('drain');
  }

  /** Writes without waiting. */
  public push(bytes: Buffer): void {
    this.channel.write(bytes);
  }

  /** Waits for the next bytes from the target. */
  public received(): Promise<void> {
    return this.wait('data');
  }

  public async end(): Promise<void> {
    this.ending = true;
    await this._end();
  }

  private wait(what: 'data' | 'drain'): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting = { for: what, resolve, reject };
    });
  }

  private wake(what: 'data' | 'drain'): void {
    if (this.waiting?.for !== what) return;
    const { resolve } = this.waiting;
    this.waiting = null;
    resolve();
  }
}

function startSession(host: Host) {
  return host.call('session.start', { portNumber: 22 });
}
