import { setTimeout as delay } from 'node:timers/promises';
import {
  ResumeSessionCommand,
  StartSessionCommand,
  TerminateSessionCommand,
  type StartSessionCommandOutput,
} from '@aws-sdk/client-ssm';
import type { SessionTicket } from '../shared/contract/index.js';
import { problem, ProblemError, toProblem } from '../shared/problem.js';
import type { Log } from '../shared/log.js';
import type { AwsAccess } from './access.js';
import { awsCall } from './call.js';
import type { Clients } from './clients.js';
import type { Credentials } from './profile-credentials.js';
import { generateDataKey, type DataKey } from './data-key.js';
import type { OpenSessions, RecordedSession } from './open-sessions.js';
import { profileToFindAgain } from './source.js';
import { sessionTicket, startInput, THROTTLE_WAITS_MS } from './ssh-session.js';

/** The node that a session is for. */
interface SessionNode {
  readonly id: string;
  /** Its name, for words. */
  readonly label: string;
  /** The source that lists it, and whose credentials the session is started with. */
  readonly sourceId: string;
}

interface OpenSession {
  readonly owner: string;
  readonly nodeId: string;
  readonly streamUrl: string;
  readonly clients: Clients;
}

/**
 * Starts, resumes and ends Session Manager sessions, and knows which are open, so that none is left in the account.
 * Each belongs to an owner (a connection), and nobody else may resume or end it.
 */
export class Sessions {
  private readonly open = new Map<string, OpenSession>();
  /** Owners that have ended, so that a StartSession still under way is ended as soon as it answers. */
  private readonly ended = new Set<string>();
  private readonly starting = new Map<string, Set<Promise<SessionTicket>>>();

  public constructor(
    private readonly access: Pick<AwsAccess, 'forPerson' | 'at'>,
    private readonly log: Log,
    private readonly throttleWaits: readonly number[] = THROTTLE_WAITS_MS,
    /** Where open sessions are written down, so that none outlives a crash of the app. */
    private readonly record: Pick<OpenSessions, 'add' | 'remove'> | null = null,
  ) {}

  /** The number of sessions that are open in the account. */
  public get size(): number {
    return this.open.size;
  }

  /**
   * Starts a session to a port of a node, or with null to a shell on it (StartSession).
   *
   * @throws ProblemError, such as `node.not-connected`, `aws.access-denied` or `session.refused`
   */
  public async start(owner: string, node: SessionNode, portNumber: number | null): Promise<SessionTicket> {
    const work = this.startFor(owner, node, portNumber);
    const mine = this.starting.get(owner) ?? new Set();
    this.starting.set(owner, mine.add(work));
    try {
      return await work;
    } finally {
      mine.delete(work);
      if (mine.size === 0) {
        this.starting.delete(owner);
        this.ended.delete(owner);
      }
    }
  }

  /**
   * Gets a new token for a session whose socket was lost (ResumeSession). The address stays that of the start, as with
   * AWS's plugin; its signature is made anew. Credentials are looked up anew: those of the start may have expired, and
   * been replaced, since.
   *
   * @returns null when the session has timed out or was ended
   * @throws ProblemError `unexpected` for a session that is not this owner's; else as AWS answers
   */
  public async resume(owner: string, sessionId: string): Promise<SessionTicket | null> {
    const session = this.ownedBy(owner, sessionId);
    const { clients } = session;
    let tokenValue: string | undefined;
    try {
      const before = await credentialsFor(clients, 'undated');
      try {
        tokenValue = await resumeToken(clients, sessionId);
      } catch (error) {
        if (toProblem(error).code !== 'aws.credentials-expired') throw error;
        // AWS says so before the credentials themselves do; only others are worth another try now.
        const now = await credentialsFor(clients, 'all');
        if (now.sessionToken === before.sessionToken && now.accessKeyId === before.accessKeyId) throw error;
        tokenValue = await resumeToken(clients, sessionId);
      }
    } catch (error) {
      this.log.warn('ResumeSession failed', { sessionId, problem: toProblem(error).code });
      throw error;
    }
    if (!tokenValue) {
      this.open.delete(sessionId);
      this.record?.remove(sessionId);
      return null;
    }
    return ticketOf(clients, { sessionId, streamUrl: session.streamUrl, tokenValue });
  }

  /**
   * Ends a session (TerminateSession), which from then on is no longer ours whatever AWS answers. One that is already
   * over is as good as ended.
   *
   * @throws ProblemError `unexpected` for a session that is not this owner's; else as AWS answers
   */
  public async terminate(owner: string, sessionId: string): Promise<void> {
    const session = this.open.get(sessionId);
    if (session === undefined) return;
    this.ownedBy(owner, sessionId);
    this.open.delete(sessionId);
    // Where that fails, the next start of the app finds it written down.
    await terminateSession(session.clients, sessionId);
    this.record?.remove(sessionId);
  }

  /** Ends a session that a former run of the app has left open. @throws ProblemError as AWS answers */
  public async endLeftOver({ sessionId, profile, region }: RecordedSession): Promise<void> {
    await terminateSession(await this.access.at(profile, region), sessionId);
  }

  /**
   * Gets a data key for a session that is encrypted with KMS. AWS's agent has it decrypted in the same encryption
   * context, which ties the key to this session and node.
   *
   * @throws ProblemError `unexpected` for a session that is not this owner's; else as AWS answers
   */
  public async dataKey(
    owner: string,
    sessionId: string,
    keyId: string,
    extraContext: Readonly<Record<string, string>>,
  ): Promise<DataKey> {
    const { clients, nodeId } = this.ownedBy(owner, sessionId);
    return generateDataKey(clients, keyId, {
      ...extraContext,
      'aws:ssm:SessionId': sessionId,
      'aws:ssm:TargetId': nodeId,
    });
  }

  /** Ends all sessions of an owner that is gone, those still being started included. Never rejects. */
  public async endAllOf(owner: string): Promise<void> {
    const starting = this.starting.get(owner);
    if (starting) this.ended.add(owner);
    const ids = [...this.open].filter(([, session]) => session.owner === owner).map(([id]) => id);
    await Promise.all(
      ids.map((id) =>
        this.terminate(owner, id).catch((error: unknown) => {
          this.log.warn('A session could not be ended', { sessionId: id, problem: toProblem(error).code });
        }),
      ),
    );
    await Promise.allSettled([...(starting ?? [])]);
  }

  private async startFor(
    owner: string,
    node: SessionNode,
    portNumber: number | null,
  ): Promise<SessionTicket> {
    const clients = await this.access.forPerson(node.sourceId);
    const answer = await this.startUnthrottled(clients, node, portNumber);
    const { SessionId: sessionId, StreamUrl: streamUrl, TokenValue: tokenValue } = answer;
    if (!sessionId || !streamUrl || !tokenValue) {
      throw new ProblemError(
        problem(
          'session.refused',
          { node: node.label },
          { details: 'AWS gave no session, address or token' },
        ),
      );
    }
    this.open.set(sessionId, { owner, nodeId: node.id, streamUrl, clients });
    const { region } = clients.source;
    const profile = profileToFindAgain(clients.source);
    this.record?.add({ sessionId, profile, region, node: node.id, startedAt: new Date().toISOString() });
    try {
      if (this.ended.has(owner)) throw new ProblemError(problem('session.closed', { node: node.label }));
      return await ticketOf(clients, { sessionId, streamUrl, tokenValue });
    } catch (error) {
      // Nobody will ever use this session.
      await this.terminate(owner, sessionId);
      throw error;
    }
  }

  private async startUnthrottled(
    clients: Clients,
    node: SessionNode,
    portNumber: number | null,
  ): Promise<StartSessionCommandOutput> {
    const command = new StartSessionCommand(startInput(node.id, portNumber));
    const { ssm, ssmOnce } = clients;
    // What listing has learned of a wrong clock here holds for this client, too.
    ssmOnce.config.systemClockOffset = ssm.config.systemClockOffset;
    let clockMended = false;
    for (let throttled = 0; ;) {
      try {
        return await awsCall(
          clients,
          'ssm:StartSession',
          (options) => ssmOnce.send(command, options),
          node.label,
        );
      } catch (error) {
        // Only what certainly started nothing is tried again.
        const { code } = toProblem(error);
        const wait = code === 'aws.throttled' ? this.throttleWaits[throttled++] : undefined;
        const learned = ssmOnce.config.systemClockOffset;
        if (wait !== undefined) await delay(wait);
        else if (code === 'aws.clock-skew' && !clockMended && learned !== ssm.config.systemClockOffset) {
          clockMended = true;
          ssm.config.systemClockOffset = learned;
        } else throw error;
      }
    }
  }

  private ownedBy(owner: string, sessionId: string): OpenSession {
    const session = this.open.get(sessionId);
    if (session?.owner !== owner) throw new Error(`Session ${sessionId} is not open for this connection`);
    return session;
  }
}

/** The credentials in force, renewed. @throws ProblemError */
function credentialsFor(clients: Clients, renew: 'undated' | 'all'): Promise<Credentials> {
  return awsCall(clients, 'ssm:ResumeSession', () => clients.credentials(renew));
}

/** TerminateSession; a session that is over already is as good as ended. @throws ProblemError */
function terminateSession(clients: Clients, sessionId: string): Promise<void> {
  const command = new TerminateSessionCommand({ SessionId: sessionId });
  return awsCall(clients, 'ssm:TerminateSession', async (options) => {
    try {
      await clients.ssm.send(command, options);
    } catch (error) {
      if ((error as Error).name !== 'DoesNotExistException') throw error;
    }
  });
}

/** A new token for a session; undefined when it is over. @throws ProblemError */
async function resumeToken(clients: Clients, sessionId: string): Promise<string | undefined> {
  const command = new ResumeSessionCommand({ SessionId: sessionId });
  const answer = await awsCall(clients, 'ssm:ResumeSession', async (options) => {
    try {
      return await clients.ssm.send(command, options);
    } catch (error) {
      if ((error as Error).name === 'DoesNotExistException') return { TokenValue: undefined };
      throw error;
    }
  });
  return answer.TokenValue;
}

const ticketOf = (clients: Clients, given: Parameters<typeof sessionTicket>[2]): Promise<SessionTicket> =>
  sessionTicket(clients, clients.ssm.config.systemClockOffset, given);
