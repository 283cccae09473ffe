import { DataChannel, webSocketDialer } from '../src/session-manager/index.js';
import type { Host } from '../src/connection/host.js';
import { hostOf, newSessions } from '../test/support/ssh-node.js';
import { NODES, type NodeName } from './far-side.js';

/** A data channel to a target, without SSH: what is written goes out, and whoever waits gets what comes in. */
export class BenchChannel {
  public bytesReceived = 0;
  private readonly _channel: DataChannel;
  private _waiting: { for: 'data' | 'drain'; resolve: () => void; reject: (error: Error) => void } | null =
    null;
  private _ending = false;

  private constructor(
    ticket: Awaited<ReturnType<typeof startSession>>,
    private readonly _host: Host,
    payloadBytes: number | undefined,
  ) {
    const { sessionId } = ticket;
    this._end = async () => {
      await Promise.all([this._channel.terminate(), this._host.call('session.terminate', { sessionId })]);
    };
    this._channel = new DataChannel(
      {
        ticket,
        dial: webSocketDialer(),
        resume: () => Promise.reject(new Error('A bench does not resume')),
        speaksFirst: true,
        ...(payloadBytes === undefined ? {} : { payloadBytes }),
      },
      {
        onData: (bytes) => {
          this.bytesReceived += bytes.length;
          this._wake('data');
        },
        onDrain: () => this._wake('drain'),
        onState: (state) => {
          const isBad = state.name === 'closed' || state.name === 'suspended';
          if (!isBad || this._ending) return;
          // What a bench measures over a lost path is worth nothing.
          const error = new Error(`The channel is ${JSON.stringify(state)}`);
          if (!this._waiting) throw error;
          this._waiting.reject(error);
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
    if (!this._channel.write(bytes)) await this._wait('drain');
  }

  /** Writes without waiting. */
  public push(bytes: Buffer): void {
    this._channel.write(bytes);
  }

  /** Waits for the next bytes from the target. */
  public received(): Promise<void> {
    return this._wait('data');
  }

  public async end(): Promise<void> {
    this._ending = true;
    await this._end();
  }

  private _wait(what: 'data' | 'drain'): Promise<void> {
    return new Promise((resolve, reject) => {
      this._waiting = { for: what, resolve, reject };
    });
  }

  private _wake(what: 'data' | 'drain'): void {
    if (this._waiting?.for !== what) return;
    const { resolve } = this._waiting;
    this._waiting = null;
    resolve();
  }
}

function startSession(host: Host) {
  return host.call('session.start', { portNumber: 22 });
}
