import { randomBytes } from 'node:crypto';
import type { SimulatedNode } from '../fleet/node.js';
import type { AgentSessionOptions, Destination } from '../agent/agent-session.js';
import { DATA_CHANNEL_PATH } from './data-channel.js';
import { SimulatedSession, type SessionEnvironment } from './simulated-session.js';

export interface StartRequest {
  node: SimulatedNode;
  owner: string;
  /** The owner's unique id, as `aws:userid` has it. */
  ownerId: string;
  ownerArn: string;
  documentName: string;
  parameters: Record<string, string[]>;
  destination: Destination;
  reason: string | undefined;
  region: string;
}

/** What the agents of the fleet do, the same for all. */
export type AgentBehaviour = () => Pick<
  AgentSessionOptions,
  'dialDelayMs' | 'pacing' | 'readBytes' | 'handshakeRaceMs' | 'encryption'
>;

/** Every session since the start, ended ones too. */
export class SessionStore {
  readonly all: SimulatedSession[] = [];
  private readonly byId = new Map<string, SimulatedSession>();

  constructor(
    private readonly streamOrigin: () => string,
    private readonly environment: SessionEnvironment,
    private readonly behaviour: AgentBehaviour,
  ) {}

  get(sessionId: string): SimulatedSession | undefined {
    return this.byId.get(sessionId);
  }

  start(request: StartRequest): SimulatedSession {
    const { node, destination } = request;
    // The caller's name and 17 hex digits, as AWS makes them.
    const sessionId = `${request.owner}-0${randomBytes(8).toString('hex')}`;
    const session = new SimulatedSession(
      {
        ...request,
        sessionId,
        target: node.instanceId,
        // The field's URLs have a cell number (notes, section 10): opaque, to be used as it is.
        streamUrl:
          `${this.streamOrigin()}${DATA_CHANNEL_PATH}${encodeURIComponent(sessionId)}` +
          `?role=publish_subscribe&cell-number=AAEAA${randomBytes(40).toString('base64url')}==`,
      },
      {
        ...this.behaviour(),
        sessionId,
        target: node.instanceId,
        agentVersion: node.agentVersion,
        destination,
      },
      this.environment,
    );
    this.all.push(session);
    this.byId.set(sessionId, session);
    return session;
  }

  close(): void {
    for (const session of this.all) session.destroy();
  }
}
