import { setTimeout as delay } from 'node:timers/promises';
import { SessionNotes } from '../../aws/session-notes.js';
import { profileToFindAgain } from '../../aws/source.js';
import { sessionTicket, startInput, THROTTLE_WAITS_MS } from '../../aws/ssh-session.js';
import type {
  Args,
  ConnectionCalls,
  Result,
  SessionTicket,
  StartedSession,
} from '../../shared/contract/index.js';
import { problem, ProblemError, toProblem } from '../../shared/problem.js';
import { sessionNotesFolder } from '../data-folder.js';
import type { Target } from '../target.js';
import { endOrphansOf, terminateSession, unlessGone } from './orphans.js';
import type { Place } from './place.js';
import type { Places } from './places.js';
import { callSsm, type Clock } from './signed-call.js';

/** Waits (ms) before TerminateSession is tried again. */
const TERMINATE_WAITS_MS = [200, 1_000];
/** How long the end of a command may take longer (ms) for the sessions that killed ones have left. */
const ORPHANS_MS = 2_000;

interface OpenSession {
  readonly target: Target;
  readonly streamUrl: string;
}

/** The sessions of this process: starts, resumes and ends them, so that none is left open in the account. */
export class CliSessions {
  private readonly open = new Map<string, OpenSession>();
  private readonly starting = new Set<Promise<unknown>>();
  private readonly clock: Clock = { offsetMs: 0 };
  private readonly notes: SessionNotes;
  private orphans: Promise<void> | undefined;
  private isEnding = false;

  public constructor(
    private readonly place: Place,
    private readonly places: Places,
  ) {
    this.notes = new SessionNotes(sessionNotesFolder(place.env));
  }

  /**
   * Starts a session to a port of a node (StartSession).
   *
   * @throws ProblemError, such as `node.not-connected` or `aws.access-denied`
   */
  public async start(target: Target, portNumber: number | null): Promise<StartedSession> {
    const work = this.startNow(target, portNumber);
    this.starting.add(work);
    try {
      return await work;
    } finally {
      this.starting.delete(work);
    }
  }

  /** A new token for a session whose socket was lost (ResumeSession). @returns null when the session is over */
  public async resume(sessionId: string): Promise<SessionTicket | null> {
    const { streamUrl } = this.opened(sessionId);
    // Those that do not say when they end may have been replaced since.
    await this.place.credentials('undated');
    const { TokenValue } = await unlessGone(
      callSsm(this.place, this.clock, 'ResumeSession', { SessionId: sessionId }),
    );
    if (typeof TokenValue === 'string' && TokenValue !== '')
      return this.ticket({ sessionId, streamUrl, tokenValue: TokenValue });
    this.open.delete(sessionId);
    this.notes.remove(sessionId);
    return null;
  }

  /** Ends a session (TerminateSession); one that is over already is as good as ended. @throws ProblemError */
  public async terminate(sessionId: string): Promise<void> {
    if (!this.open.delete(sessionId)) return;
    for (const wait of [...TERMINATE_WAITS_MS, null]) {
      try {
        await terminateSession(this.place, this.clock, sessionId);
        this.notes.remove(sessionId);
        return;
      } catch (error) {
        // It is noted, for the next command or the app.
        if (wait === null) throw error;
        await delay(wait);
      }
    }
  }

  /** A data key for a session that is encrypted with KMS, bound to the session and its node. @throws ProblemError */
  public async dataKey(
    request: Args<ConnectionCalls, 'session.dataKey'>,
  ): Promise<Result<ConnectionCalls, 'session.dataKey'>> {
    const { sessionId, keyId, extraContext } = request;
    const { target } = this.opened(sessionId);
    const [{ generateDataKey }, clients] = await Promise.all([
      import('../../aws/data-key.js'),
      this.place.clients(),
    ]);
    return generateDataKey(clients, keyId, {
      ...extraContext,
      'aws:ssm:SessionId': sessionId,
      'aws:ssm:TargetId': target.id,
    });
  }

  /** Ends all, those still being started included. Never rejects. */
  public async endAll(): Promise<void> {
    this.isEnding = true;
    await Promise.allSettled(this.starting);
    await Promise.allSettled([...this.open.keys()].map((sessionId) => this.terminate(sessionId)));
    await Promise.race([this.orphans, delay(ORPHANS_MS)]);
  }

  private async startNow(target: Target, portNumber: number | null): Promise<StartedSession> {
    const answer = await this.startUnthrottled(target, portNumber);
    const { SessionId: sessionId, StreamUrl: streamUrl, TokenValue: tokenValue } = answer;
    if (typeof sessionId !== 'string' || typeof streamUrl !== 'string' || typeof tokenValue !== 'string') {
      const details = 'AWS gave no session, address or token';
      throw new ProblemError(problem('session.refused', { node: target.label }, { details }));
    }
    this.open.set(sessionId, { target, streamUrl });
    const { source } = this.place;
    const started = { startedAt: new Date().toISOString(), node: target.id };
    this.notes.add({ sessionId, profile: profileToFindAgain(source), region: source.region, ...started });
    // Not before: somebody waits for the session.
    this.orphans ??= endOrphansOf(this.places, this.place.env);
    try {
      if (this.isEnding) throw new ProblemError(problem('session.closed', { node: target.label }));
      const { payloadBytes } = this.place;
      return { ...(await this.ticket({ sessionId, streamUrl, tokenValue })), payloadBytes };
    } catch (error) {
      // Nobody will ever use this session.
      await this.terminate(sessionId);
      throw error;
    }
  }

  private async startUnthrottled(
    target: Target,
    portNumber: number | null,
  ): Promise<Record<string, unknown>> {
    const input = startInput(target.id, portNumber);
    let isClockMended = false;
    for (let throttled = 0; ;) {
      try {
        return await callSsm(this.place, this.clock, 'StartSession', input, target.label);
      } catch (error) {
        // Only what certainly started nothing is tried again.
        const { code } = toProblem(error);
        const wait = code === 'aws.throttled' ? THROTTLE_WAITS_MS[throttled++] : undefined;
        if (wait !== undefined) await delay(wait);
        else if (code === 'aws.clock-skew' && !isClockMended) isClockMended = true;
        else throw error;
      }
    }
  }

  private ticket(given: Parameters<typeof sessionTicket>[2]): Promise<SessionTicket> {
    return sessionTicket(this.place, this.clock.offsetMs, given);
  }

  private opened(sessionId: string): OpenSession {
    const session = this.open.get(sessionId);
    if (!session) throw new Error(`Session ${sessionId} is not open`);
    return session;
  }
}
