import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning, thisProcess, type ProcessMark } from '../storage/process-mark.js';
import { readJson } from '../storage/json-file.js';
import type { RecordedSession } from './open-sessions.js';

/** A session ends by itself after at most 24 hours, or as the account's preferences say: older notes are of no use. */
const MAX_AGE_MS = 48 * 3_600_000;

/** Where among the app's data command lines note theirs. */
export const CLI_SESSIONS = 'cli-sessions';

interface Note {
  readonly process: ProcessMark;
  readonly sessions: readonly RecordedSession[];
}

/**
 * The open sessions of a process that shares a folder with others of its kind, on disk for the case that it is killed:
 * a file for each process, as long as it has sessions. It is written at once, as it is a moment's work, and each moment
 * later is one in which a killed process leaves what nobody knows of. Failing to write is not worth failing for.
 */
export class SessionNotes {
  private readonly open = new Map<string, RecordedSession>();
  private readonly process = thisProcess();

  public constructor(private readonly folder: string) {}

  /** Notes a session that was started. */
  public add(session: RecordedSession): void {
    this.open.set(session.sessionId, session);
    this.save();
  }

  /** Strikes a session off: it has ended. */
  public remove(sessionId: string): void {
    if (this.open.delete(sessionId)) this.save();
  }

  private save(): void {
    const { pid, started } = this.process;
    const file = join(this.folder, `${pid}-${started}.json`);
    const note: Note = { process: this.process, sessions: [...this.open.values()] };
    try {
      if (this.open.size === 0) rmSync(file, { force: true });
      else {
        mkdirSync(this.folder, { recursive: true, mode: 0o700 });
        // Whoever reads it meanwhile sees it whole.
        writeFileSync(`${file}.tmp`, JSON.stringify(note), { mode: 0o600 });
        renameSync(`${file}.tmp`, file);
      }
    } catch {
      // A disk may be full.
    }
  }
}

/**
 * Ends the sessions of those processes that noted them in this folder and do not run any more. What cannot be ended is
 * left for the next one who tries, until it has ended by itself. Never rejects.
 *
 * @param end ends one session
 */
export async function endOrphans(
  folder: string,
  end: (session: RecordedSession) => Promise<void>,
): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const notes = names.filter((name) => name.endsWith('.json')).map((name) => join(folder, name));
  await Promise.allSettled(
    notes.map(async (file) => {
      const note = readNote(await readJson(file).catch(() => null));
      if (note !== null && isRunning(note.process) && note.sessions.some(isYoung)) return;
      await Promise.all((note?.sessions ?? []).filter(isYoung).map(end));
      await rm(file, { force: true });
    }),
  );
}

const isYoung = ({ startedAt }: RecordedSession): boolean => Date.now() - Date.parse(startedAt) < MAX_AGE_MS;

/** Nobody but us writes these files: one of another shape is of no use to anybody. */
function readNote(value: unknown): Note | null {
  const { process, sessions } = Object(value) as Partial<Note>;
  const isNote = typeof process?.pid === 'number' && Array.isArray(sessions);
  return isNote ? { process, sessions } : null;
}
