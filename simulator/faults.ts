import type { LegFaults } from './gateway/leg.js';
import type { Verdict } from './http/api-server.js';
import { ServiceError } from './http/service-error.js';
import type { SimulatedSession } from './gateway/simulated-session.js';
import { seededRandom } from './random.js';

/** Faults of the data channel's network, each direction by itself. */
export interface NetworkFaults {
  /** Start of the dice; the same seed and the same frames give the same faults. */
  seed: number;
  toAgent?: LegFaults;
  toClient?: LegFaults;
}

/** Things that go wrong on purpose. Each can be switched on and off while sessions run. */
export class FaultControls {
  /** ResumeSession answers without a token, as for a session that has timed out. */
  refuseResume = false;
  /** How far the service's clock is ahead of this machine's. */
  clockSkewMs = 0;
  /** Upgrade requests of data channels that are not signed get 403. */
  requireSignedWebSocket = false;
  /** The caller's credentials have run out: ExpiredTokenException and the like, 403 for a signed WebSocket. */
  credentialsExpired = false;
  /** EC2 says why it denies something in its encoded form only. */
  encodeDenials = false;
  /** New sessions are encrypted: the agent asks for KMSEncryption (notes, section 6). */
  requireKms = false;
  /** The agent insists that the client puts its challenge into the encryption context (notes, section 6). */
  requireKmsChallenge = false;
  /** For so long after HandshakeComplete the agent still throws data away (notes, section 5, micro race). */
  handshakeRaceMs = 0;
  private readonly denied = new Map<string, string | undefined>();
  private readonly failures = new Map<string, { error: ServiceError; left: number }>();
  private readonly throttles = new Map<string, number>();
  private readonly hung = new Set<string>();
  private networkFaults: NetworkFaults | undefined;
  private dice = seededRandom(1);

  constructor(private readonly sessions: () => readonly SimulatedSession[]) {}

  /** Cuts the TCP connection under a client's WebSocket: one session's, or everybody's. */
  cutClientSocket(sessionId?: string): void {
    for (const session of this.selected(sessionId)) session.disconnectClient('cut');
  }

  /** Closes a client's WebSocket with 1000 "Bye", as the service does about every hour (notes, section 10). */
  closeWithBye(sessionId?: string): void {
    for (const session of this.selected(sessionId)) session.disconnectClient('bye');
  }

  /** Loses, doubles, reorders and delays frames; undefined stops it. */
  network(faults: NetworkFaults | undefined): void {
    this.networkFaults = faults;
    if (faults) this.dice = seededRandom(faults.seed);
  }

  /** Tokens given out and not yet used open nothing any more. */
  expireTokens(sessionId?: string): void {
    for (const session of this.selected(sessionId)) session.expireTokens();
  }

  /** A policy denies the action, such as `ssm:StartSession`, until {@link allowAction}. */
  denyAction(action: string, message?: string): void {
    this.denied.set(action, message);
  }

  allowAction(action: string): void {
    this.denied.delete(action);
  }

  /** The next calls of the action are answered "Rate exceeded". */
  throttle(action: string, calls: number): void {
    this.throttles.set(action, calls);
  }

  /** The next calls of the action are answered with an error of the service, such as InternalServerError with 500. */
  failAction(action: string, calls: number, error: { code: string; message: string; status: number }): void {
    const { code, message, status } = error;
    this.failures.set(action, { error: new ServiceError(code, message, status), left: calls });
  }

  /** Calls of the action are never answered, until {@link unhangEndpoint}. */
  hangEndpoint(action: string): void {
    this.hung.add(action);
  }

  unhangEndpoint(action: string): void {
    this.hung.delete(action);
  }

  /** A path that swallows everything both ways while both ends think it is open, and gives it back when switched off. */
  silentPath(sessionId: string, on: boolean): void {
    for (const session of this.selected(sessionId)) session.silence(on);
  }

  /** The agent's own WebSocket is lost, or back: the gateway tells the client to pause and to go on (notes, section 10). */
  agentAway(sessionId: string, on: boolean): void {
    for (const session of this.selected(sessionId)) session.agentAway(on);
  }

  /** What is to happen to an API call now. */
  judge(service: string, action: string): Verdict {
    const name = `${service}:${action}`;
    if (this.hung.has(name)) return { kind: 'hang' };
    const left = this.throttles.get(name) ?? 0;
    if (left > 0) {
      this.throttles.set(name, left - 1);
      return { kind: 'throttle' };
    }
    const failure = this.failures.get(name);
    if (failure && failure.left > 0) {
      failure.left--;
      return { kind: 'fail', error: failure.error };
    }
    return this.denied.has(name) ? { kind: 'deny', message: this.denied.get(name) } : { kind: 'proceed' };
  }

  legFaults(direction: 'toAgent' | 'toClient'): LegFaults | undefined {
    return this.networkFaults?.[direction];
  }

  random(): number {
    return this.dice();
  }

  private selected(sessionId: string | undefined): readonly SimulatedSession[] {
    const sessions = this.sessions();
    return sessionId === undefined ? sessions : sessions.filter((session) => session.sessionId === sessionId);
  }
}
