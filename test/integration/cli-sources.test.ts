import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { simulatedNode } from '../../simulator/index.js';
import { NodeStore } from '../../src/aws/node-store.js';
import { ec2Half } from '../../src/aws/join.js';
import { Snapshots } from '../../src/aws/snapshots.js';
import { listKeyOf, resolveSource } from '../../src/aws/source.js';

import { NODE_ID, startCliMachine, type CliMachine } from '../support/cli.js';

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const IRELAND = 'eu-west-1';
const OHIO = 'us-east-2';
const ALONE = 'i-0bbbbbbbbbbbbbbb1';
const TWIN_THERE = 'i-0bbbbbbbbbbbbbbb2';
const TWIN_HERE = 'i-0bbbbbbbbbbbbbbb3';
const HYBRID = 'mi-0bbbbbbbbbbbbbbb4';

let machine: CliMachine;
let appFolder: string;

beforeAll(async () => {
  machine = await startCliMachine({
    others: [
      simulatedNode({ instanceId: ALONE, name: 'Ireland-1', region: IRELAND }),
      simulatedNode({ instanceId: TWIN_THERE, name: 'twin', region: IRELAND }),
      simulatedNode({ instanceId: TWIN_HERE, name: 'twin' }),
      simulatedNode({ instanceId: HYBRID, name: 'rack', region: OHIO }),
    ],
  });
  const { home, env } = machine;
  appFolder = join(home, '.config/Sallyport');
  mkdirSync(join(home, '.aws'));
  mkdirSync(appFolder, { recursive: true });
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = env;
  const keys = `aws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`;
  writeFileSync(join(home, '.aws/credentials'), `[work]\n${keys}[other]\n${keys}`);
});
let callsBefore = 0;
beforeEach(() => {
  callsBefore = machine.simulator.calls.length;
  list(['work', 'eu-central-1'], ['other', IRELAND], ['work', OHIO]);
});
afterEach(async () => {
  rmSync(join(appFolder, 'fleet'), { recursive: true, force: true });
  await machine.allEnded();
});
afterAll(() => machine.close());

/** Writes the app's settings: the sources that it lists. */
function list(...sources: (readonly [profile: string, region: string, isOn?: boolean])[]): void {
  const settings = {
    fleet: { sources: sources.map(([profile, region, isOn = true]) => ({ profile, region, isOn })) },
  };
  writeFileSync(join(appFolder, 'settings.json'), JSON.stringify(settings));
}

/** What the app would have kept of a source: these instances, by id and name. */
async function remember(
  [profile, region]: readonly [string, string],
  instances: Readonly<Record<string, string>>,
  ageMs = 0,
): Promise<void> {
  const store = new NodeStore('');
  const halves = Object.entries(instances).map(([InstanceId, Value]) => {
    const instance = { InstanceId, State: { Name: 'running' as const }, Tags: [{ Key: 'Name', Value }] };
    return [InstanceId, ec2Half(instance)] as const;
  });
  store.addEc2(new Map(halves));
  await new Snapshots(join(appFolder, 'fleet'), SILENT).write(`${profile}@${region}`, {
    listedFrom: listKeyOf(await resolveSource(machine.env, { profile, region }, machine.home)),
    accountId: null,
    accountName: null,
    listedAt: Date.now() - ageMs,
    ...store.halves(),
  });
}

/** As from a shell whose environment names nothing. */
const bare = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_REGION: '', AWS_DEFAULT_REGION: '' };
const sallyport = (...args: string[]) => machine.run('sallyport', args, bare);
/** The regions of the calls of this kind since the test began. */
const asked = (action: string) =>
  machine.simulator.calls
    .slice(callsBefore)
    .filter((call) => call.action === action)
    .map(({ region }) => region)
    .sort();
/** Where the last session was started, and to which node. */
const started = () => {
  const call = machine.simulator.calls
    .slice(callsBefore)
    .findLast(({ action, error }) => action === 'StartSession' && error === undefined);
  return call && [call.region, call.params.Target];
};

describe('names in all sources of the app', () => {
  it('lead to the one node of that name, with that one’s profile and region', async () => {
    expect(await sallyport('doctor', 'ireland-1.sallyport')).toMatchObject({ code: 0 });
    expect(started()).toEqual([IRELAND, ALONE]);
    const { stdout } = await sallyport('doctor', 'RACK');
    expect(stdout).toContain(`rack is ${HYBRID}`);
    expect(stdout).toContain(`profile work, region ${OHIO}`);
    expect(started()).toEqual([OHIO, HYBRID]);
  });

  it('of several nodes are refused, with id, profile and region of each', async () => {
    const { code, stdout, stderr } = await sallyport('proxy', 'twin');
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
    expect(stderr).toMatch(new RegExp(`${TWIN_HERE} .*profile work, region eu-central-1\n`));
    expect(stderr).toMatch(new RegExp(`${TWIN_THERE} .*profile other, region ${IRELAND}\n`));
    expect(asked('StartSession')).toEqual([]);
  });

  it('that none has are said to be in none of them; a source that is off is not looked in', async () => {
    list(['work', 'eu-central-1'], ['other', IRELAND, false], ['work', OHIO]);
    const { code, stderr } = await sallyport('proxy', 'ireland-1');
    expect(code).toBe(5);
    expect(stderr).toContain('2 sources');
    expect(asked('DescribeInstances')).not.toContain(IRELAND);
  });

  it('are found although another source cannot be looked in, which is told', async () => {
    list(['gone', 'eu-central-1'], ['other', IRELAND]);
    const { code, stderr } = await sallyport('doctor', 'ireland-1');
    expect(stderr).toContain('Not looked in: gone, eu-central-1: aws.profile-unknown');
    expect(code).toBe(0);
    expect((await sallyport('proxy', 'nobody')).stderr).toContain('gone, eu-central-1: aws.profile-unknown');
  });

  it('reach the node by ssh, by the system’s and by ours', async () => {
    const { home, user, keyFile } = machine;
    const known = ['-o', `UserKnownHostsFile=${home}/by-id`, '-o', 'StrictHostKeyChecking=accept-new'];
    const ours = ['-F', 'none', '-i', keyFile, ...known, 'echo $((6 * 7))'];
    expect(await sallyport('ssh', `${user}@web-1`, ...ours)).toMatchObject({ code: 0, stdout: '42\n' });
    const config = join(home, 'ssh-config');
    writeFileSync(config, `Host *\n  User ${user}\n  IdentityFile ${keyFile}\n`);
    await sallyport('ssh-config', 'install', '--yes', '--file', config);
    for (const host of [NODE_ID, 'web-1.sallyport'])
      expect(await machine.run('ssh', ['-F', config, ...known, host, 'echo $((6 * 7))'], bare)).toMatchObject(
        { code: 0, stdout: '42\n' },
      );
  });
});

describe('what the app saw last', () => {
  it('spares the look into sources without that name; the node itself is looked for again', async () => {
    await remember(['work', 'eu-central-1'], { [NODE_ID]: 'Web-1' });
    await remember(['other', IRELAND], { [ALONE]: 'Ireland-1' });
    await remember(['work', OHIO], {}, 3_600_000);
    await sallyport('doctor', 'ireland-1');
    expect(started()).toEqual([IRELAND, ALONE]);
    // An old list says nothing of what has come since.
    expect(asked('DescribeInstances')).toEqual([IRELAND, OHIO]);
  });

  it('does not lead astray: a name that has gone to another node is that one’s', async () => {
    await remember(['work', 'eu-central-1'], { [NODE_ID]: 'ireland-1' });
    await sallyport('doctor', 'Ireland-1');
    expect(started()).toEqual([IRELAND, ALONE]);
  });

  it('tells where an id is, without asking; without it the sources are asked', async () => {
    await remember(['other', IRELAND], { [ALONE]: 'Ireland-1' });
    await sallyport('doctor', ALONE);
    expect(started()).toEqual([IRELAND, ALONE]);
    expect(asked('DescribeInstances')).toEqual([]);
    rmSync(join(appFolder, 'fleet'), { recursive: true });
    await sallyport('doctor', ALONE);
    expect(started()).toEqual([IRELAND, ALONE]);
    expect(asked('DescribeInstances')).toEqual(['eu-central-1', IRELAND, OHIO]);
  });

  it('is listed at once by ls --cached', async () => {
    await remember(['work', 'eu-central-1'], { 'i-0ccccccccccccccc1': 'as-it-was' });
    const { stdout } = await sallyport('ls', '--cached', '--json');
    expect((JSON.parse(stdout) as { name: string }[]).map(({ name }) => name)).toContain('as-it-was');
    expect(asked('DescribeInstances')).toEqual([IRELAND, OHIO]);
  });
});

describe('what chooses one place', () => {
  it('is an option, or what the environment holds, unless all are asked for', async () => {
    expect((await sallyport('proxy', '--profile', 'work', '--region', OHIO, 'ireland-1')).code).toBe(5);
    const ofEnvironment = (...args: string[]) =>
      machine.run('sallyport', ['doctor', ...args, 'ireland-1'], {
        ...bare,
        AWS_PROFILE: 'work',
        AWS_REGION: 'eu-central-1',
      });
    expect(await ofEnvironment()).toMatchObject({ code: 5 });
    expect(await ofEnvironment('--all-sources')).toMatchObject({ code: 0 });
    expect(await sallyport('ls', '--all-sources', '--profile', 'work')).toMatchObject({ code: 2 });
  });

  it('lists all nodes with profile and region; a source that fails hides no other', async () => {
    list(['work', 'eu-central-1'], ['gone', OHIO], ['other', IRELAND], ['work', IRELAND]);
    const { code, stdout, stderr } = await sallyport('ls', '--json');
    const nodes = JSON.parse(stdout) as { id: string; profile: string; region: string }[];
    const places = nodes.map(({ id, profile, region }) => [id, profile, region].join(' ')).sort();
    expect(places).toEqual(
      [
        `${TWIN_THERE} other ${IRELAND}`,
        `${ALONE} other ${IRELAND}`,
        `${TWIN_HERE} work eu-central-1`,
        `${NODE_ID} work eu-central-1`,
      ].sort(),
    );
    expect(code).toBe(3);
    expect(stderr).toContain('gone');
    const table = (await sallyport('ls', 'source:other')).stdout.trimEnd().split('\n');
    expect(table[0]).toMatch(/PROFILE +REGION$/);
    expect(table.slice(1).every((line) => /other +eu-west-1$/.test(line))).toBe(true);
    expect(table).toHaveLength(3);
  });
});
