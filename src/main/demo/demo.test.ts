import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Demo, type FleetProcess } from './demo.js';

/** Stands for the app: notes what it was given, and runs until it is ended, or not at all. */
const app = (then: 'stays' | 'goes') => [
  '-e',
  `require('node:fs').writeFileSync(process.env.AWS_CONFIG_FILE + '-seen', JSON.stringify(process.env));
   ${then === 'stays' ? 'setInterval(() => undefined, 1000);' : ''}`,
  '--',
];
const READY = {
  kind: 'ready',
  env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
  keys: [{ keyPairName: 'demo', privateKeyFile: '/keys/demo' }],
};

let folder: string;
let kill: ReturnType<typeof vi.fn<() => void>>;
let demo: Demo;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-demo-test-'));
  vi.stubEnv('TMPDIR', folder);
  kill = vi.fn();
});
afterEach(async () => {
  await demo.close();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

function make(fleet: Partial<FleetProcess>, then: 'stays' | 'goes' = 'stays'): Demo {
  return new Demo({
    startFleet: () => ({ onMessage: () => undefined, onExit: () => undefined, kill, ...fleet }),
    program: process.execPath,
    args: app(then),
    env: { ...process.env, AWS_PROFILE: 'of-the-person', AWS_SECRET_ACCESS_KEY: 'theirs' },
    language: () => 'ko',
  });
}
const says = (message: unknown): Partial<FleetProcess> => ({
  onMessage: (listener) => setTimeout(() => listener(message), 0),
});
const places = () => readdir(folder);
const seen = async () =>
  JSON.parse(await readFile(join(folder, (await places())[0]!, 'config-seen'), 'utf8')) as NodeJS.ProcessEnv;

describe('the demo', () => {
  it('is an app with the keys and the language of its own, which sees nothing of the person’s AWS', async () => {
    demo = make(says(READY));
    await demo.open();
    const env = await vi.waitFor(seen, 10_000);
    expect(env).toMatchObject({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_EC2_METADATA_DISABLED: 'true' });
    expect(Object.keys(env)).not.toContain('AWS_PROFILE');
    expect(Object.keys(env)).not.toContain('AWS_SECRET_ACCESS_KEY');
    const [place = ''] = await places();
    expect(JSON.parse(await readFile(join(folder, place, 'settings.json'), 'utf8'))).toEqual({
      language: 'ko',
      signIn: { keyPairs: { demo: { identity: { kind: 'key-file', path: '/keys/demo' } } } },
    });
    await demo.close();
    expect(kill).toHaveBeenCalledOnce();
    expect(await places()).toEqual([]);
  });

  it('ends with its window, and can be opened anew', async () => {
    demo = make(says(READY), 'goes');
    await demo.open();
    await vi.waitFor(async () => expect(await places()).toEqual([]), 10_000);
    expect(kill).toHaveBeenCalledOnce();
    await demo.open();
    expect(await places()).toHaveLength(1);
  });

  it.each([
    ['says why', says({ kind: 'failed', message: 'sshd is not installed' }), 'sshd is not installed'],
    ['ends', { onExit: (listener: () => void) => void setTimeout(listener, 0) }, 'has ended'],
  ])('that does not start, whose fleet %s, is a Problem and leaves nothing', async (_what, fleet, words) => {
    demo = make(fleet);
    await expect(demo.open()).rejects.toMatchObject({
      problem: { code: 'demo.failed', details: expect.stringContaining(words) as string },
    });
    expect(kill).toHaveBeenCalledOnce();
    expect(await places()).toEqual([]);
  });
});
