import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Connection } from '../../src/connection/connection.js';
import type { Host } from '../../src/connection/host.js';
import { webSocketDialer } from '../../src/session-manager/index.js';
import { FilesPage } from '../support/files-page.js';
import { hostOf, NODE_ID, requestFor, startSshNode, withKey, type SshNode } from '../support/ssh-node.js';

const MIB = 1024 * 1024;

let node: SshNode;
let folder: string;
/** Main, which keeps jobs from one connection to the next. */
let host: Host;

beforeEach(async () => {
  node = await startSshNode({
    agentPacing: false,
    setEnvironment: (env) => {
      for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    },
  });
  host = hostOf(node.sessions, { id: NODE_ID, label: 'web-1' }, withKey(node.privateKey));
  folder = mkdtempSync(path.join(tmpdir(), 'sallyport-copies-'));
});
afterEach(async () => {
  await node.close();
  rmSync(folder, { recursive: true, force: true });
  vi.unstubAllEnvs();
});

/** A tab: its shell, which nobody looks at, and its files. */
function openTab(): { connection: Connection; page: FilesPage } {
  const connection = new Connection(
    requestFor(node.user),
    host,
    { send: () => undefined, sendBytes: () => undefined },
    webSocketDialer(),
  );
  if (connection.files === null) throw new Error('SSH has files');
  const page = new FilesPage(connection.files);
  connection.open();
  return { connection, page };
}

describe('files of a connection', () => {
  it('are there once it is, and say why when it is not', async () => {
    const { connection, page } = openTab();
    expect((await page.call('list', { side: 'remote', path: '~' })).path).toBe(node.home);
    await connection.close();

    node.simulator.faults.denyAction('ssm:StartSession');
    const refused = openTab();
    await expect(refused.page.call('list', { side: 'remote', path: '~' })).rejects.toMatchObject({
      problem: { code: 'aws.access-denied' },
    });
  });

  it('go on being copied by the next connection, from where the last one ended', async () => {
    const bytes = randomBytes(16 * MIB);
    writeFileSync(path.join(folder, 'big'), bytes);
    writeFileSync(path.join(node.home, 'big'), 'the old one');
    const first = openTab();
    await first.page.call('info', {});
    await first.page.call('jobs.limit', { bytesPerSecond: 4_000_000 });
    const { jobId } = await first.page.call('jobs.add', {
      job: {
        kind: 'copy',
        from: { side: 'local', paths: [path.join(folder, 'big')] },
        to: { side: 'remote', folder: node.home },
        conflicts: 'overwrite',
        verify: 'full',
        move: false,
      },
    });
    await first.page.until(jobId, ({ progress }) => progress.bytesDone > 4 * MIB);
    await first.connection.close();
    expect(readFileSync(path.join(node.home, 'big'), 'utf8')).toBe('the old one');

    const second = openTab();
    const job = await second.page.until(jobId, ({ state }) => state === 'done' || state === 'failed');
    expect(job).toMatchObject({ state: 'done', restored: true, how: { verified: 'full' } });
    expect(readFileSync(path.join(node.home, 'big')).equals(bytes)).toBe(true);
    expect(readdirSync(node.home).filter((name) => name.endsWith('.part'))).toEqual([]);
    await second.connection.close();
    expect(node.simulator.sessions.filter(({ state }) => state !== 'Terminated')).toEqual([]);
    // Less than all of it again, SSH's own bytes included.
    const sent = node.simulator.sessions.reduce((sum, session) => sum + session.bytesToAgent, 0);
    expect(sent).toBeLessThan(24 * MIB);
  });
});
