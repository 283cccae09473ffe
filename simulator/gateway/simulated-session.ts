import { randomBytes } from 'node:crypto';
import { AgentSession, type AgentResult, type AgentSessionOptions } from '../agent/agent-session.js';
import type { ClientConnection } from './client-connection.js';
import { channelClosed, pausePublication, startPublication } from './frames.js';
import { Leg, type LegFaults } from './leg.js';

/** AWS's SessionStatus, as far as the simulator gets there. */
export type SessionState = 'Connecting' | 'Connected' | 'Disconnected' | 'Terminated' | 'Failed';

/** What ended a session: the client's flag, TerminateSession, the agent's target, a time limit, a fault of the node. */
export type EndedBy = 'flag' | 'api' | 'agent' | 'handshake' | 'closed-port' | 'idle' | 'simulator';

/** Most bytes under way in one direction of a delayed leg, the bandwidth-delay product of a fast, far connection. */
const IN_FLIGHT_BOUND_BYTES = 64 << 20;
/** The gateway says pause_publication about once a second while a client sends to an agent that is not there
 *  (notes, section 10, session-manager-plugin#22). */
const PAUSE_NOTICE_INTERVAL_MS = 1000;
/** The service's words to whoever let a session time out (amazon-ssm-agent#261). */
const IDLE_TEXT = 'Your session timed out due to inactivity and has been terminated.';
/** After channel_closed the gateway's WebSocket is closed; the client gets this long to read the message. */
const CLOSE_AFTER_MS = 200;

export interface SessionStart {
  sessionId: string;
  target: string;
  owner: string;
  ownerId: string;
  ownerArn: string;
  documentName: string;
  parameters: Record<string, string[]>;
  reason: string | undefined;
  region: string;
  streamUrl: string;
}

/** The outside world of a session: network settings and faults, looked up each time. */
export interface SessionEnvironment {
  delayMs(): number;
  legFaults(direction: 'toAgent' | 'toClient'): LegFaults | undefined;
  random(): number;
  closedPortSilenceMs: number;
  idleTimeoutMs: number;
  log(line: string): void;
}

/** One session of Session Manager: the gateway between a client's WebSockets and one agent session. */
export class SimulatedSession {
  readonly sessionId: string;
  readonly target: string;
  readonly owner: string;
  readonly ownerId: string;
  readonly ownerArn: string;
  readonly documentName: string;
  readonly parameters: Readonly<Record<string, string[]>>;
  readonly reason: string | undefined;
  readonly region: string;
  readonly streamUrl: string;
  readonly startDate = new Date();
  endDate: Date | undefined;
  state: SessionState = 'Connecting';
  endedBy: EndedBy | undefined;
  /** Text of the channel_closed message, the `Output` of the session. */
  output = '';
  /** Bytes written to the target's TCP connection. */
  bytesToAgent = 0;
  /** Bytes read from the target's TCP connection. */
  bytesToClient = 0;
  /** Binary messages that came from the client, acknowledgements included. */
  clientFrames = 0;
  /** Binary messages that went to the client, acknowledgements included. */
  agentFrames = 0;
  /** Messages that the agent sent again. */
  resends = 0;
  /** Messages of the client that the agent already had. */
  duplicates = 0;
  /** Messages that the agent refused without an acknowledgement because it had not dialled yet. */
  refusals = 0;
  /** Data messages that the agent acknowledged and threw away because the handshake was not complete. */
  discarded = 0;
  /** What the client did against the protocol, the first hundred of them. */
  readonly violations: string[] = [];
  /** Each WebSocket that opened this data channel. */
  readonly connections: { at: Date; signed: boolean; requestUrl: string }[] = [];
  /** All tokens that were given out, used ones included. */
  readonly givenTokens: string[] = [];
  clientId: string | undefined;
  /** ClientVersion of the handshake response. */
  clientVersion: string | undefined;

  private readonly tokens = new Set<string>();
  private client: ClientConnection | undefined;
  private readonly agent: AgentSession;
  private agentCrashed = false;
  private away = false;
  private readerBlocked = false;
  private queueFull = false;
  private lastPauseNotice = -Infinity;
  private timer: NodeJS.Timeout | undefined;
  private idleTimer: NodeJS.Timeout | undefined;
  private readonly toAgent: Leg;
  private readonly toClient: Leg;

  constructor(
    start: SessionStart,
    agentOptions: AgentSessionOptions,
    private readonly environment: SessionEnvironment,
  ) {
    this.sessionId = start.sessionId;
    this.target = start.target;
    this.owner = start.owner;
    this.ownerId = start.ownerId;
    this.ownerArn = start.ownerArn;
    this.documentName = start.documentName;
    this.parameters = start.parameters;
    this.reason = start.reason;
    this.region = start.region;
    this.streamUrl = start.streamUrl;
    const leg = (direction: 'toAgent' | 'toClient', deliver: (bytes: Buffer) => void) =>
      new Leg({
        delayMs: () => environment.delayMs(),
        faults: () => environment.legFaults(direction),
        random: () => environment.random(),
        deliver,
      });
    this.toAgent = leg('toAgent', (bytes) => this.deliverToAgent(bytes));
    this.toClient = leg('toClient', (bytes) => this.deliverToClient(bytes));
    this.agent = new AgentSession(agentOptions, {
      transmit: (bytes) => {
        if (!this.away) this.toClient.push(bytes);
      },
      congested: () => this.client?.congested === true || this.toClient.queuedBytes > IN_FLIGHT_BOUND_BYTES,
      blocked: (blocked) => {
        this.readerBlocked = blocked;
        this.client?.pause('reader', blocked);
      },
      ended: (result) => this.agentEnded(result),
      crashed: () => this.crashed(),
      violation: (text) => this.violation(text),
      handshakeCompleted: (clientVersion) => {
        this.clientVersion = clientVersion;
      },
      counted: (what, by) => {
        this[what] += by;
      },
    });
  }

  /** Whether the session is over. */
  get ended(): boolean {
    return this.state === 'Terminated' || this.state === 'Failed';
  }

  /** Whether a client's WebSocket is open on this session now. */
  get clientConnected(): boolean {
    return this.client !== undefined;
  }

  /** A token for one opening of the data channel. */
  newToken(): string {
    const token = randomBytes(96).toString('base64');
    this.tokens.add(token);
    this.givenTokens.push(token);
    return token;
  }

  /** Tokens given out so far open nothing any more. */
  expireTokens(): void {
    this.tokens.clear();
  }

  /** A client's WebSocket sent OpenDataChannel. False if its token is not one of this session's. */
  open(client: ClientConnection, token: string, clientId: string): boolean {
    if (this.ended || !this.tokens.delete(token)) return false;
    this.client?.destroy();
    this.client = client;
    if (this.readerBlocked) client.pause('reader', true);
    this.clientId = clientId;
    this.connections.push({ at: new Date(), signed: client.signed, requestUrl: client.requestUrl });
    client.onDrain(() => {
      if (this.client === client) this.agent.uncongested();
    });
    const first = this.state === 'Connecting';
    this.state = 'Connected';
    this.environment.log(`${this.sessionId}: data channel ${first ? 'opened' : 'opened again'}`);
    if (first) this.agent.start();
    else this.agent.startPublication();
    this.touch();
    return true;
  }

  /** A binary message from the client. */
  receive(client: ClientConnection, bytes: Buffer): void {
    if (client !== this.client) return;
    this.clientFrames++;
    this.touch();
    this.toAgent.push(bytes);
    if (this.toAgent.queuedBytes > IN_FLIGHT_BOUND_BYTES) {
      this.queueFull = true;
      client.pause('queue', true);
    }
  }

  /** The client's WebSocket is gone: the agent is told to pause, the session goes on (notes, section 8). */
  clientGone(client: ClientConnection): void {
    if (client !== this.client) return;
    this.client = undefined;
    this.toAgent.clear();
    this.toClient.clear();
    this.queueFull = false;
    if (this.ended) return;
    this.state = 'Disconnected';
    this.agent.pausePublication();
    this.environment.log(`${this.sessionId}: client's WebSocket gone`);
  }

  /** Takes the client's WebSocket away: by a cut of its TCP connection, or with 1000 "Bye" as the hourly close. */
  disconnectClient(how: 'cut' | 'bye'): void {
    const client = this.client;
    if (client === undefined) return;
    // At once, not when the client has answered the close.
    this.clientGone(client);
    if (how === 'cut') client.destroy();
    else client.close(1000, 'Bye');
  }

  /** Swallows everything on the client's WebSocket both ways, or gives it back. */
  silence(on: boolean): void {
    this.client?.pause('silent', on);
  }

  /** The agent's WebSocket to the gateway is lost, or back. */
  agentAway(away: boolean): void {
    if (this.away === away) return;
    this.away = away;
    this.toClient.pushReliably(away ? pausePublication() : startPublication());
  }

  /** Ends the session from the side of the service. */
  terminate(endedBy: EndedBy, output = ''): void {
    if (this.ended) return;
    this.finish('Terminated', endedBy, output);
    this.agent.cancel();
  }

  /** Frees everything at once. */
  destroy(): void {
    if (!this.ended) {
      this.state = 'Terminated';
      this.endedBy = 'simulator';
      this.endDate = new Date();
    }
    clearTimeout(this.timer);
    clearTimeout(this.idleTimer);
    this.toAgent.clear();
    this.toClient.clear();
    this.agent.destroy();
    this.client?.destroy();
    this.client = undefined;
  }

  private deliverToAgent(bytes: Buffer): void {
    if (this.agentCrashed || this.away) {
      this.noticePause();
      return;
    }
    this.agent.receive(bytes);
    if (!this.queueFull || this.toAgent.queuedBytes > IN_FLIGHT_BOUND_BYTES / 2) return;
    this.queueFull = false;
    this.client?.pause('queue', false);
  }

  private deliverToClient(bytes: Buffer): void {
    this.agentFrames++;
    this.client?.send(bytes);
  }

  private agentEnded(result: AgentResult): void {
    const endedBy: EndedBy =
      result.cause === 'flag' ? 'flag' : result.cause === 'handshake' ? 'handshake' : 'agent';
    this.finish(result.status === 'Success' ? 'Terminated' : 'Failed', endedBy, result.output);
  }

  /** The session worker is dead and nobody says so for about a minute (notes, section 7). */
  private crashed(): void {
    this.agentCrashed = true;
    this.environment.log(`${this.sessionId}: the agent's dial was refused`);
    this.timer = setTimeout(
      () => this.finish('Failed', 'closed-port', ''),
      this.environment.closedPortSilenceMs,
    );
  }

  private noticePause(): void {
    const now = performance.now();
    if (now - this.lastPauseNotice < PAUSE_NOTICE_INTERVAL_MS) return;
    this.lastPauseNotice = now;
    this.toClient.push(pausePublication());
  }

  private touch(): void {
    if (this.idleTimer) {
      this.idleTimer.refresh();
      return;
    }
    this.idleTimer = setTimeout(() => this.terminate('idle', IDLE_TEXT), this.environment.idleTimeoutMs);
    this.idleTimer.unref();
  }

  private finish(state: 'Terminated' | 'Failed', endedBy: EndedBy, output: string): void {
    if (this.ended) return;
    this.state = state;
    this.endedBy = endedBy;
    this.output = output;
    this.endDate = new Date();
    clearTimeout(this.timer);
    clearTimeout(this.idleTimer);
    this.environment.log(`${this.sessionId}: ${state} by ${endedBy}${output === '' ? '' : `: ${output}`}`);
    const client = this.client;
    if (client === undefined) return;
    this.toClient.pushReliably(channelClosed(this.sessionId, this.clientId ?? '', output));
    this.timer = setTimeout(() => client.close(1000, ''), this.environment.delayMs() + CLOSE_AFTER_MS);
  }

  private violation(text: string): void {
    if (this.violations.length < 100) this.violations.push(text);
  }
}
