import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PinFile } from '../../src/host-keys/pin-file.js';
import { NODE_ID, startCliMachine, withCuts, type CliMachine } from '../support/cli.js';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const FILE_BYTES = 600_000;
/** Long enough under way to be stopped in the middle. */
const LARGE_BYTES = 40_000_000;

let machine: CliMachine;
let original: Buffer;
let large: Buffer;

beforeAll(async () => {
  machine = await startCliMachine();
  original = randomBytes(FILE_BYTES);
  writeFileSync(join(machine.home, 'original'), original);
  large = randomBytes(LARGE_BYTES);
  writeFileSync(join(machine.home, 'large'), large);
});
beforeEach(pin);
afterEach(() => machine.allEnded());
afterAll(() => machine.close());

const remote = (name: string) => join(machine.remoteHome, name);
const there = (path: string) => `${machine.user}@web-1:${path}`;
/** Signs in as a person does who has this key and has met the node before. */
const command = (...args: string[]) => ['cp', '--identity', machine.keyFile, ...args];
const cp = (...args: string[]) => machine.run('sallyport', command(...args));

/** The app knows the node's host keys. */
async function pin(): Promise<void> {
  const pins = join(machine.home, '.config/Sallyport/known_hosts');
  rmSync(pins, { force: true });
  mkdirSync(dirname(pins), { recursive: true });
  const node = { nodeId: NODE_ID, label: '', region: 'eu-central-1', accountId: null, port: 22 };
  for (const line of machine.hostKeys) {
    const [type = '', blob = ''] = line.split(' ');
    await new PinFile(pins).add({ ...node, launchedAt: null }, { type, blob }, 'first-use');
  }
}

/** Copies on a terminal of its own (script(1)), as a person does: what is shown, and keys to press. */
function onTerminal(...args: string[]) {
  const quoted = ['sallyport', ...command(...args)].map((word) => `'${word}'`).join(' ');
  const child = machine.start('script', ['-qefc', quoted, '/dev/null']);
  let shown = '';
  child.stdout.on('data', (text: Buffer) => (shown += text.toString()));
  return {
    shows: (text: string | RegExp) => expect.poll(() => shown, { timeout: 20_000 }).toMatch(text),
    shown: () => shown,
    type: (keys: string) => child.stdin.write(keys),
    exit: once(child, 'exit').then(([code]) => code as number),
  };
}

describe('sallyport cp', () => {
  it('asks before it trusts a key that nobody knows, and without a terminal goes no further', async () => {
    rmSync(join(machine.home, '.config/Sallyport/known_hosts'));
    const { code, stderr } = await cp('original', there('never'));
    expect(code).toBe(1);
    expect(stderr).toContain('is not known');
    expect(existsSync(remote('never'))).toBe(false);
  });

  it('copies a file and a tree both ways through cuts, bit for bit, with an end for scripts', async () => {
    const up = await withCuts(machine, FILE_BYTES / 4, () => cp('--json', 'original', there('by-cp')));
    expect(up).toMatchObject({ code: 0, stderr: '' });
    const end = up.stdout.trimEnd().split('\n').at(-1) ?? '';
    expect(JSON.parse(end)).toMatchObject({ event: 'end', state: 'done', bytesDone: FILE_BYTES });
    expect(sha256(readFileSync(remote('by-cp')))).toBe(sha256(original));
    expect(await cp(there('by-cp'), 'back')).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(sha256(readFileSync(join(machine.home, 'back')))).toBe(sha256(original));

    mkdirSync(join(machine.home, 'branch/a b'), { recursive: true });
    writeFileSync(join(machine.home, 'branch/a b/파일'), 'in a folder');
    expect(await cp('branch', there('.'))).toMatchObject({ code: 2 });
    expect(await cp('-r', 'branch', there('.'))).toMatchObject({ code: 0 });
    expect(readFileSync(remote('branch/a b/파일'), 'utf8')).toBe('in a folder');
  });

  it('leaves what is there unless told otherwise, and says that a source is missing', async () => {
    writeFileSync(remote('kept'), 'old');
    const left = await cp('original', there('kept'));
    expect(left.stderr).toContain('1 left as they were');
    expect(readFileSync(remote('kept'), 'utf8')).toBe('old');
    expect(await cp('--overwrite', 'original', there('kept'))).toMatchObject({ code: 0, stderr: '' });
    expect(sha256(readFileSync(remote('kept')))).toBe(sha256(original));
    expect((await cp('no-such-file', there('x'))).code).toBe(1);
  });

  it('signs in as the app’s settings say of the node’s tag', async () => {
    const file = join(machine.home, '.config/Sallyport/settings.json');
    const identity = { kind: 'key-file', path: machine.keyFile };
    const tags = [{ key: 'env', value: 'prod', user: machine.user, identity }];
    writeFileSync(file, JSON.stringify({ signIn: { tags } }));
    expect(await machine.run('sallyport', ['cp', 'original', 'web-1:by-tag'])).toMatchObject({ code: 0 });
    expect(statSync(remote('by-tag')).size).toBe(FILE_BYTES);
    rmSync(file);
  });
});

describe('sallyport cp on a terminal', () => {
  /** Two files that are there already, under these names. */
  const conflicting = (...names: string[]) => {
    for (const name of names) {
      writeFileSync(join(machine.home, name), `new ${name}`);
      writeFileSync(remote(name), 'old');
    }
  };

  it('shows a bar, and asks what becomes of files that are there', async () => {
    conflicting('one', 'two', 'three', 'four');
    const terminal = onTerminal('one', 'two', 'three', 'four', there('.'));
    // Files are asked about as their sizes come, in no order.
    const answers: Record<string, string> = { one: 'o', two: 'xs', three: 'r', four: 'n' };
    const asked = () => [
      ...new Set([...terminal.shown().matchAll(/\/(\w+) is there already: 3 B/g)].map(([, name]) => name!)),
    ];
    for (let answered = 0; answered < 4; answered++) {
      await expect.poll(() => asked().length, { timeout: 15_000 }).toBeGreaterThan(answered);
      const name = asked()[answered]!;
      for (const key of answers[name]!) terminal.type(key);
      if (name !== 'three') continue;
      await terminal.shows('New name');
      terminal.type('another\r');
    }
    expect(await terminal.exit).toBe(0);
    expect(terminal.shown()).toContain('[o]verwrite, [s]kip, [r]ename the copy, [n]ewer only');
    expect(terminal.shown()).toMatch(/\[#+\] 100%/);
    const contents = ['one', 'two', 'three', 'another', 'four'].map((name) =>
      readFileSync(remote(name), 'utf8'),
    );
    expect(contents.slice(0, 4)).toEqual(['new one', 'old', 'old', 'new three']);
  });

  it('continues a file that is the beginning of the new one', async () => {
    writeFileSync(remote('begun'), original.subarray(0, FILE_BYTES / 2));
    const terminal = onTerminal('original', there('begun'));
    await terminal.shows('[c]ontinue it');
    terminal.type('c');
    expect(await terminal.exit).toBe(0);
    expect(sha256(readFileSync(remote('begun')))).toBe(sha256(original));
  });

  it('stops at a question by Ctrl-C, and changes nothing', async () => {
    conflicting('asked');
    const terminal = onTerminal('asked', there('.'));
    await terminal.shows('is there already');
    terminal.type('\u0003');
    expect(await terminal.exit).toBe(130);
    expect(readFileSync(remote('asked'), 'utf8')).toBe('old');
  });

  it('stops under way by Ctrl-C', async () => {
    const terminal = onTerminal('large', there('at-the-terminal'));
    await terminal.shows(/\] [1-9]\d?%/);
    terminal.type('\u0003');
    expect(await terminal.exit).toBe(130);
    expect(terminal.shown()).toContain('The same command goes on from here');
    expect(existsSync(remote('at-the-terminal'))).toBe(false);
  });
});

describe('a copy that was ended in the middle', () => {
  let copies: string;
  beforeEach(() => {
    copies = join(machine.home, '.config/Sallyport/cli-copies');
    rmSync(copies, { recursive: true, force: true });
    for (const name of parts()) rmSync(remote(name));
  });
  const parts = () => readdirSync(machine.remoteHome).filter((name) => name.endsWith('.part'));
  /** Begins to copy and ends it by a signal once so much is on the other side. */
  async function ended(signal: NodeJS.Signals, from: string, to: string) {
    const child = machine.start('sallyport', command('--json', from, to));
    let events = '';
    child.stdout.on('data', (text: Buffer) => (events += text.toString()));
    await expect.poll(() => events, { timeout: 20_000 }).toMatch(/"bytesDone":[1-9]\d{6}/);
    // What has arrived is noted about once a second.
    await expect.poll(kept, { timeout: 10_000 }).toMatch(/"bytesDone": [1-9]/);
    child.kill(signal);
    return once(child, 'exit');
  }
  const kept = () => {
    const files = existsSync(copies) ? readdirSync(copies).filter((name) => name.endsWith('.json')) : [];
    return files.map((name) => readFileSync(join(copies, name), 'utf8')).join('');
  };
  /** Gives the same command again. @returns how many bytes went over sessions for it */
  async function again(from: string, to: string) {
    const before = machine.simulator.sessions.length;
    expect(await cp('--json', from, to)).toMatchObject({ code: 0 });
    return machine.simulator.sessions
      .slice(before)
      .reduce((sum, { bytesToAgent, bytesToClient }) => sum + bytesToAgent + bytesToClient, 0);
  }

  it('by a signal goes on, and leaves no part behind', async () => {
    expect(await ended('SIGINT', 'large', there('stopped'))).toEqual([130, null]);
    await machine.allEnded();
    expect(existsSync(remote('stopped'))).toBe(false);
    expect(parts().length).toBeGreaterThan(0);
    expect(await again('large', there('stopped'))).toBeLessThan(LARGE_BYTES);
    expect(sha256(readFileSync(remote('stopped')))).toBe(sha256(large));
    expect(parts()).toEqual([]);
    expect(kept()).toBe('');
  });

  it('loses its parts after a week, when something else is copied with that node', async () => {
    await ended('SIGINT', 'large', there('given-up'));
    const [name = ''] = readdirSync(copies);
    const note = JSON.parse(readFileSync(join(copies, name), 'utf8')) as { savedAt: number };
    const store = (days: number) =>
      writeFileSync(join(copies, name), JSON.stringify({ ...note, savedAt: Date.now() - days * 86_400_000 }));
    store(6);
    expect(await cp('original', there('something-else'))).toMatchObject({ code: 0 });
    expect(parts()).toHaveLength(1);
    store(8);
    expect(await cp('--overwrite', 'original', there('something-else'))).toMatchObject({ code: 0 });
    expect(parts()).toEqual([]);
    expect(kept()).toBe('');
  });

  it('by SIGKILL goes on', async () => {
    await ended('SIGKILL', 'large', there('killed'));
    expect(await again('large', there('killed'))).toBeLessThan(LARGE_BYTES);
    expect(sha256(readFileSync(remote('killed')))).toBe(sha256(large));
    expect(kept()).toBe('');
  });
});
