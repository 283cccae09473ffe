import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ed25519KeyPair, rsaKeyPair, type DemoKeyPair } from '../../simulator/fleet/ssh-keygen.js';
import { Simulator } from '../../simulator/index.js';
import { AwsAccess } from '../../src/aws/access.js';
import { KeyPairs } from '../../src/aws/key-pairs.js';
import { matchKeys } from '../../src/keys/match.js';

let home: string;
let keys: DemoKeyPair[];
let simulator: Simulator;
let keyPairs: KeyPairs;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sallyport-key-pairs-'));
  keys = await Promise.all([ed25519KeyPair('ed', home), rsaKeyPair('r*a', home)]);
  simulator = await Simulator.start({ nodes: [], keyPairs: keys });
  for (const [name, value] of Object.entries({ ...simulator.env, AWS_CONFIG_FILE: join(home, 'config') }))
    vi.stubEnv(name, value);
  vi.stubEnv('AWS_PROFILE', undefined);
  keyPairs = new KeyPairs(new AwsAccess(process.env, '0.0.0-test'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await simulator.close();
  await rm(home, { recursive: true, force: true });
});

const asked = () => simulator.calls.filter(({ action }) => action === 'DescribeKeyPairs').length;
const match = async (keyPair: string) => {
  const paths = keys.map(({ privateKeyFile }) => privateKeyFile);
  const node = { keyPair, launchedAt: Date.now() };
  return (await matchKeys(paths, node, (name) => keyPairs.find(name, '@'))).map(
    ({ match, why }) => why ?? match,
  );
};

it('finds the key of a node among others, asking EC2 once for each key pair', async () => {
  expect(await Promise.all([match('ed'), match('ed')])).toEqual([
    ['this-key', 'another-key'],
    ['this-key', 'another-key'],
  ]);
  expect(asked()).toBe(1);
  // The name is not a pattern here, though EC2's filters take it for one.
  expect(await match('r*a')).toEqual(['another-key', 'this-key']);
  expect(asked()).toBe(2);
  expect(await keyPairs.find('ed', '@')).toMatchObject({ type: 'ed25519', publicKey: keys[0]?.publicKey });
});

it('says why it cannot tell, and asks again after what was no answer', async () => {
  expect(await match('gone')).toEqual(['deleted', 'deleted']);
  simulator.faults.denyAction('ec2:DescribeKeyPairs');
  expect(await match('ed')).toEqual(['not-allowed', 'not-allowed']);
  await simulator.close();
  expect(await match('r*a')).toEqual(['failed', 'failed']);
}, 60_000);
