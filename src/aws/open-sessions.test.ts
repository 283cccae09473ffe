import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { recordedSession } from '../../test/support/recorded-session.js';
import { OpenSessions, type RecordedSession } from './open-sessions.js';

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-open-sessions-'));
  file = join(folder, 'open-sessions.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const written = async () =>
  (JSON.parse(await readFile(file, 'utf8')) as RecordedSession[]).map(({ sessionId }) => sessionId);

describe('open sessions', () => {
  it('are written down while they are open, for their owner only', async () => {
    const sessions = await OpenSessions.load(file, SILENT);
    for (const id of ['a', 'b', 'c']) sessions.add(recordedSession(id));
    await sessions.saved();
    expect(await written()).toEqual(['a', 'b', 'c']);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    sessions.remove('b');
    sessions.remove('unknown');
    await sessions.saved();
    expect(await written()).toEqual(['a', 'c']);
  });

  it('that a former run has left are ended, and those of this run are not touched', async () => {
    const former = await OpenSessions.load(file, SILENT);
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) former.add(recordedSession(id));
    await former.saved();
    const sessions = await OpenSessions.load(file, SILENT);
    sessions.add(recordedSession('mine'));
    const ended: string[] = [];
    await sessions.endLeftOver(({ sessionId }) => Promise.resolve(void ended.push(sessionId)));
    expect(ended.sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(await written()).toEqual(['mine']);
  });

  it('that could not be ended are left for the next start, until they have ended by themselves', async () => {
    await writeFile(
      file,
      JSON.stringify([recordedSession('old', 72 * 3_600_000), recordedSession('a'), recordedSession('b')]),
    );
    const end = vi.fn(({ sessionId }: RecordedSession) =>
      sessionId === 'a' ? Promise.reject(new Error('no network')) : Promise.resolve(),
    );
    await (await OpenSessions.load(file, SILENT)).endLeftOver(end);
    expect(end).toHaveBeenCalledTimes(2);
    expect(await written()).toEqual(['a']);
  });

  it.each(['{', '{"a":1}', '[{"sessionId":""}]'])('of a file like %s are none', async (text) => {
    await writeFile(file, text);
    const end = vi.fn();
    await (await OpenSessions.load(file, SILENT)).endLeftOver(end);
    expect(end).not.toHaveBeenCalled();
  });
});
