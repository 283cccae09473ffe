import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { recordedSession } from '../../test/support/recorded-session.js';
import { thisProcess, type ProcessMark } from '../storage/process-mark.js';
import type { RecordedSession } from './open-sessions.js';
import { endOrphans, SessionNotes } from './session-notes.js';

/** No process has this number (Linux gives none above 2^22). */
const dead = (): ProcessMark => ({ ...thisProcess(), pid: 2 ** 30 });

let folder: string;
let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'sallyport-notes-'));
  folder = join(parent, 'cli-sessions');
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const leave = async (name: string, note: unknown) => {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), typeof note === 'string' ? note : JSON.stringify(note));
};
const ended = async () => {
  const end = vi.fn(({ sessionId }: RecordedSession) =>
    sessionId === 'stuck' ? Promise.reject(new Error('no network')) : Promise.resolve(),
  );
  await endOrphans(folder, end);
  return end.mock.calls.map(([{ sessionId }]) => sessionId).sort();
};

describe('notes of open sessions', () => {
  it('are there while one is open, for their owner only', async () => {
    const notes = new SessionNotes(folder);
    notes.add(recordedSession('a'));
    notes.add(recordedSession('b'));
    notes.remove('a');
    const [name = ''] = await readdir(folder);
    const { sessions } = JSON.parse(await readFile(join(folder, name), 'utf8')) as {
      sessions: RecordedSession[];
    };
    expect(sessions.map(({ sessionId }) => sessionId)).toEqual(['b']);
    if (process.platform !== 'win32') expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    notes.remove('b');
    expect(await readdir(folder)).toEqual([]);
  });

  it('of a process that is gone are ended, those of one that runs are not touched', async () => {
    const mine = new SessionNotes(folder);
    mine.add(recordedSession('mine'));
    await leave('gone.json', { process: dead(), sessions: [recordedSession('a'), recordedSession('b')] });
    await leave('elsewhere.json', {
      process: { ...dead(), machine: 'other' },
      sessions: [recordedSession('c')],
    });
    expect(await ended()).toEqual(['a', 'b']);
    expect((await readdir(folder)).filter((name) => name === 'gone.json')).toEqual([]);
    expect(await readdir(folder)).toHaveLength(2);
  });

  it('stay where that failed, and go when they are too old or cannot be read', async () => {
    await leave('stuck.json', { process: dead(), sessions: [recordedSession('stuck')] });
    await leave('old.json', { process: dead(), sessions: [recordedSession('old', 72 * 3_600_000)] });
    await leave('elsewhere.json', {
      process: { ...dead(), machine: 'other' },
      sessions: [recordedSession('c', 72 * 3_600_000)],
    });
    await leave('broken.json', '{');
    await leave('other.json', '{"sessions": 1}');
    expect(await ended()).toEqual(['stuck']);
    expect(await readdir(folder)).toEqual(['stuck.json']);
  });

  it('are none where there is no folder', async () => {
    expect(await ended()).toEqual([]);
  });
});
