import { z } from 'zod';
import { toProblem } from '../shared/problem.js';
import type { Log } from '../shared/log.js';
import { readJson, writeJson } from '../storage/json-file.js';

const openSessionSchema = z.object({
  sessionId: z.string().min(1),
  profile: z.string(),
  region: z.string().min(1),
  node: z.string(),
  startedAt: z.iso.datetime(),
});
/** A session that is open in the account, as it is written down: enough to end it, and no token to get into it. */
export type RecordedSession = z.infer<typeof openSessionSchema>;

/** A session ends by itself after at most 24 hours, or as the account's preferences say: older ones are long gone. */
const MAX_AGE_MS = 48 * 3_600_000;
/** Left-over sessions that are ended at the same time. */
const AT_ONCE = 4;

/**
 * The list of open sessions on disk, for the case that the app gets no chance to end them: whatever stands there at
 * the next start was left over. One instance of the app owns the file.
 */
export class OpenSessions {
  private readonly own = new Map<string, RecordedSession>();
  private readonly left: Map<string, RecordedSession>;
  private writing: Promise<void> = Promise.resolve();
  private pending = false;

  private constructor(
    private readonly file: string,
    private readonly log: Log,
    leftOver: readonly RecordedSession[],
  ) {
    this.left = new Map(leftOver.map((session) => [session.sessionId, session]));
  }

  /** Reads what a former run has left. A file that cannot be read is as good as none: nobody edits it by hand. */
  public static async load(file: string, log: Log): Promise<OpenSessions> {
    try {
      const leftOver = z.array(openSessionSchema).parse((await readJson(file)) ?? []);
      const fresh = leftOver.filter(({ startedAt }) => Date.now() - Date.parse(startedAt) < MAX_AGE_MS);
      return new OpenSessions(file, log, fresh);
    } catch (error) {
      log.warn('The list of open sessions cannot be read', { reason: (error as Error).message });
      return new OpenSessions(file, log, []);
    }
  }

  /** Notes a session that was started. */
  public add(session: RecordedSession): void {
    this.own.set(session.sessionId, session);
    this.save();
  }

  /** Strikes a session off: it has ended. */
  public remove(sessionId: string): void {
    if (this.own.delete(sessionId)) this.save();
  }

  /**
   * Ends what a former run has left open, and strikes it off as far as that worked; the rest is for the next start.
   * Never rejects.
   *
   * @param end ends one session
   */
  public async endLeftOver(end: (session: RecordedSession) => Promise<void>): Promise<void> {
    const waiting = [...this.left.values()];
    if (waiting.length > 0) this.log.info('Ending sessions that were left open', { count: waiting.length });
    const work = async () => {
      for (let session = waiting.shift(); session; session = waiting.shift()) await this.endOne(session, end);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    await this.writing;
  }

  /** Settles when all that was noted is on disk. */
  public async saved(): Promise<void> {
    await this.writing;
  }

  private async endOne(
    session: RecordedSession,
    end: (session: RecordedSession) => Promise<void>,
  ): Promise<void> {
    const { sessionId } = session;
    try {
      await end(session);
    } catch (error) {
      // Another start may have a network, or the credentials that it was started with.
      const { code } = toProblem(error);
      this.log.warn('A session that was left open could not be ended', { sessionId, problem: code });
      return;
    }
    this.left.delete(sessionId);
    this.save();
  }

  /** Writes the list soon: changes at the same time are one write, and writes follow one another. */
  private save(): void {
    if (this.pending) return;
    this.pending = true;
    this.writing = this.writing.then(async () => {
      this.pending = false;
      try {
        await writeJson(this.file, [...this.left.values(), ...this.own.values()]);
      } catch (error) {
        this.log.warn('The list of open sessions cannot be written', { reason: (error as Error).message });
      }
    });
  }
}
