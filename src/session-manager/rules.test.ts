import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

/* The table of rules in docs/data-channel.md names for each rule the tests that hold it. */

const ROOT = path.join(import.meta.dirname, '..', '..');
const FILES: Readonly<Record<string, string>> = {
  frame: 'src/session-manager/codec/frame.test.ts',
  messages: 'src/session-manager/codec/messages.test.ts',
  fuzz: 'src/session-manager/codec/fuzz.test.ts',
  stream: 'src/session-manager/stream/stream.test.ts',
  'round-trip': 'src/session-manager/stream/round-trip.test.ts',
  channel: 'src/session-manager/data-channel.test.ts',
  'path-loss': 'src/session-manager/path-loss.test.ts',
  'shell-channel': 'src/session-manager/shell-channel.test.ts',
  encrypted: 'src/session-manager/encrypted-channel.test.ts',
  handshake: 'src/session-manager/handshake.test.ts',
  replay: 'src/session-manager/replay.test.ts',
  'resume-delay': 'src/session-manager/resume-delay.test.ts',
  socket: 'src/session-manager/socket.test.ts',
  shell: 'test/integration/simulator-shell.test.ts',
  connection: 'test/integration/connection.test.ts',
  faults: 'test/integration/data-channel-faults.test.ts',
  load: 'test/integration/data-channel-load.test.ts',
  sessions: 'test/integration/main-sessions.test.ts',
  signature: 'src/aws/stream-signature.test.ts',
};

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

/** The rows of the tables under "Rules, sources, tests": rule, source, tests. */
const rules = read('docs/data-channel.md')
  .split('## Rules, sources, tests')[1]
  ?.split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (rule|-+) /.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));

it('every rule in the documentation has a source and tests, and these are there', () => {
  expect(rules?.length).toBeGreaterThan(50);
  const missing = (rules ?? []).flatMap(([, rule, origin, tests]) => {
    const named = [...(tests ?? '').matchAll(/`([\w-]+)`: ([^;]+)/g)];
    if (origin === '' || named.length === 0) return [rule];
    return named
      .filter(([, file, name]) => {
        const source = FILES[file ?? ''];
        return source === undefined || !read(source).includes(name?.trim() ?? '');
      })
      .map(([whole]) => whole);
  });
  expect(missing).toEqual([]);
});
