import type { RecordedSession } from '../../src/aws/open-sessions.js';

/** A session as it is written down while it is open. */
export const recordedSession = (sessionId: string, ageMs = 0): RecordedSession => ({
  sessionId,
  profile: 'default',
  region: 'eu-central-1',
  node: 'i-1',
  startedAt: new Date(Date.now() - ageMs).toISOString(),
});
