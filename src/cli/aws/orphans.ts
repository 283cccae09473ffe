import { endOrphans } from '../../aws/session-notes.js';
import { toProblem } from '../../shared/problem.js';
import { sessionNotesFolder } from '../data-folder.js';
import type { Place } from './place.js';
import type { Places } from './places.js';
import { callSsm, type Clock } from './signed-call.js';

/** Ends the sessions of command lines that were killed; nobody is asked for anything. Never rejects. */
export function endOrphansOf(places: Places, env: NodeJS.ProcessEnv): Promise<void> {
  return endOrphans(sessionNotesFolder(env), async ({ sessionId, profile, region }) => {
    const place = await places.open({ profile: profile === '' ? null : profile, region }, false);
    await terminateSession(place, { offsetMs: 0 }, sessionId);
  });
}

/** TerminateSession; one that is over already is as good as ended. @throws ProblemError */
export async function terminateSession(place: Place, clock: Clock, sessionId: string): Promise<void> {
  await unlessGone(callSsm(place, clock, 'TerminateSession', { SessionId: sessionId }));
}

/** What a session that is over answers to whatever is asked of it, turned into an empty answer. */
export async function unlessGone(call: Promise<Record<string, unknown>>): Promise<Record<string, unknown>> {
  try {
    return await call;
  } catch (error) {
    if (toProblem(error).details?.includes('DoesNotExistException') === true) return {};
    throw error;
  }
}
