import {
  ChannelDuplex,
  DataChannel,
  DEFAULT_PAYLOAD_BYTES,
  ResumeRefusedError,
  type ChannelState,
  type ChannelStatistics,
  type DialSocket,
  type SessionType,
} from '../session-manager/index.js';
import type { SessionTicket, StartedSession } from '../shared/contract/index.js';
import { ProblemError } from '../shared/problem.js';
import type { Host } from './host.js';

/**
 * One Session Manager session to a port of the node, or to a shell on it, as a stream: started through main, resumed
 * through main, ended on both ways.
 */
export class Tunnel {
  public readonly stream: ChannelDuplex;
  /** Settles when the channel is open for the first time; for ever pending where it never is. */
  public readonly opened: Promise<void>;
  private readonly channel: DataChannel;

  private constructor(
    private readonly host: Host,
    public readonly ticket: SessionTicket & Partial<StartedSession>,
    sessionType: SessionType,
    dial: DialSocket,
    onState: (state: ChannelState) => void,
    onCustomerMessage: (message: string) => void,
  ) {
    let opened: () => void = () => undefined;
    this.opened = new Promise((resolve) => (opened = resolve));
    this.channel = new DataChannel(
      {
        ticket,
        dial,
        resume: () => this.resume(),
        requestDataKey: (request) =>
          host.call('session.dataKey', { sessionId: ticket.sessionId, ...request }),
        sessionType,
        // SSH servers do (RFC 4253, 4.2: both sides send their identification at once), and shells prompt.
        speaksFirst: true,
        payloadBytes: ticket.payloadBytes ?? DEFAULT_PAYLOAD_BYTES,
      },
      {
        onData: (bytes) => this.stream.received(bytes),
        onDrain: () => this.stream.drained(),
        onCustomerMessage,
        onState: (state) => {
          onState(state);
          if (state.name === 'open') opened();
          if (state.name === 'closed') this.stream.ended();
        },
      },
    );
    this.stream = new ChannelDuplex(this.channel);
  }

  /**
   * Starts a session and begins to open its channel.
   *
   * @param portNumber null for a shell
   * @param onCustomerMessage gets what the account's session preferences say to people at the start
   * @throws ProblemError when main could not start one
   */
  public static async start(
    host: Host,
    portNumber: number | null,
    dial: DialSocket,
    onState: (state: ChannelState) => void,
    onCustomerMessage: (message: string) => void = () => undefined,
  ): Promise<Tunnel> {
    const ticket = await host.call('session.start', { portNumber });
    const sessionType = portNumber === null ? 'Standard_Stream' : 'Port';
    return new Tunnel(host, ticket, sessionType, dial, onState, onCustomerMessage);
  }

  /** Begins to open the channel of a session to a port that was started; without a size of messages theirs is the usual one. */
  public static through(
    ticket: SessionTicket & Partial<StartedSession>,
    host: Host,
    dial: DialSocket,
    onState: (state: ChannelState) => void,
  ): Tunnel {
    return new Tunnel(host, ticket, 'Port', dial, onState, () => undefined);
  }

  public get statistics(): ChannelStatistics {
    return this.channel.statistics;
  }

  /** Tells a shell the size of its terminal. */
  public resize(cols: number, rows: number): void {
    this.channel.resize(cols, rows);
  }

  /** Takes up a lost path now, not at the end of the back-off. */
  public retryNow(): void {
    this.channel.retryNow();
  }

  /** Settles when the node has taken all that was written, when the channel is closed, or after `ms`. */
  public async flushed(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
    await Promise.race([this.channel.flush(), late]);
    clearTimeout(timer);
  }

  /** Ends the session at the agent (by the flag) and at the service (by the API). */
  public async end(): Promise<void> {
    const { sessionId } = this.ticket;
    // The API alone would do, but the flag closes the node's side within a round trip; the flag alone would do, but not
    // while the agent is away. A failure of the call leaves the session on main's list, which ends it later.
    await Promise.allSettled([this.channel.terminate(), this.host.call('session.terminate', { sessionId })]);
  }

  private async resume(): Promise<SessionTicket | null> {
    try {
      return await this.host.call('session.resume', { sessionId: this.ticket.sessionId });
    } catch (error) {
      if (error instanceof ProblemError && error.problem.code === 'aws.access-denied')
        throw new ResumeRefusedError(error.message);
      throw error;
    }
  }
}
