import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paginateDescribeInstanceInformation, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Simulator, simulatedNode, type SimulatedNode } from '../../simulator/index.js';
import { AwsAccess } from '../../src/aws/access.js';
import { Fleet } from '../../src/aws/fleet.js';
import type { FleetSource } from '../../src/shared/contract/index.js';
import { reachOf, type ManagedNode } from '../../src/shared/node.js';

interface Heard {
  readonly fleet: Fleet;
  readonly pages: { nodes: ManagedNode[]; removed: string[] }[];
  readonly sources: FleetSource[];
  /** The nodes as a page that applied all events would show them. */
  shown(): Map<string, ManagedNode>;
}

const closers: (() => Promise<unknown>)[] = [];
let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sallyport-main-fleet-'));
  closers.push(() => rm(home, { recursive: true, force: true }));
  const files = {
    AWS_CONFIG_FILE: join(home, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(home, 'credentials'),
  };
  for (const [name, value] of Object.entries({ ...files, AWS_EC2_METADATA_DISABLED: 'true' }))
    vi.stubEnv(name, value);
  for (const name of ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_SESSION_TOKEN']) vi.stubEnv(name, undefined);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closers.splice(0).reverse()) await close();
});

async function simulate(nodes: SimulatedNode[], options = {}): Promise<Simulator> {
  const simulator = await Simulator.start({ nodes, ...options });
  closers.push(() => simulator.close());
  for (const [name, value] of Object.entries(simulator.env)) vi.stubEnv(name, value);
  return simulator;
}

function listen(): Heard {
  const pages: Heard['pages'] = [];
  const sources: FleetSource[] = [];
  const listener = {
    page: (nodes: ManagedNode[], removed: string[]) => void pages.push({ nodes, removed }),
    sources: ([source]: FleetSource[]) => void sources.push(source!),
  };
  const fleet = new Fleet(new AwsAccess(process.env, '0.0.0-test'), listener, {
    env: process.env,
  });
  const shown = () => {
    const nodes = new Map<string, ManagedNode>();
    for (const page of pages) {
      for (const node of page.nodes) nodes.set(node.id, node);
      for (const id of page.removed) nodes.delete(id);
    }
    return nodes;
  };
  return { fleet, pages, sources, shown };
}

const LAST_PING = new Date('2026-01-02T03:04:05Z');

const many = (count: number): SimulatedNode[] =>
  Array.from({ length: count }, (_, index) =>
    simulatedNode({
      instanceId: `i-${index.toString(16).padStart(17, '0')}`,
      name: `node-${index}`,
      lastPing: LAST_PING,
    }),
  );

describe('the fleet, listed from AWS', () => {
  it('joins what EC2 and SSM know of an instance, and knows hybrid and unmanaged machines', async () => {
    await simulate([
      simulatedNode({
        instanceId: 'i-00000000000000001',
        name: 'web-1',
        platformName: 'Ubuntu',
        platformVersion: '24.04',
        keyName: 'prod',
        tags: { env: 'prod' },
      }),
      simulatedNode({ instanceId: 'mi-00000000000000002', name: 'warehouse', computerName: 'wh.local' }),
      simulatedNode({ instanceId: 'i-00000000000000003', name: 'bare', managed: false }),
    ]);
    const { fleet, sources, shown } = listen();
    await fleet.refresh();
    const nodes = shown();
    expect(nodes.get('i-00000000000000001')).toMatchObject({
      name: 'web-1',
      kind: 'ec2',
      state: 'running',
      ping: 'Online',
      platform: 'Ubuntu 24.04',
      keyPair: 'prod',
      tags: { env: 'prod', Name: 'web-1' },
    });
    expect(nodes.get('mi-00000000000000002')).toMatchObject({
      name: 'warehouse',
      kind: 'hybrid',
      state: null,
    });
    expect(nodes.get('i-00000000000000003')).toMatchObject({
      name: 'bare',
      ping: null,
      platformType: 'Linux',
    });
    expect(sources.at(-1)).toMatchObject({
      status: 'ready',
      count: 3,
      problem: null,
      region: 'eu-central-1',
    });
    await vi.waitFor(() => expect(fleet.placeOf('i-00000000000000001').accountId).toBe('123456789012'));
  });

  it('sends pages as they arrive, and of a second listing only what has changed', async () => {
    const nodes = many(120);
    await simulate(nodes);
    const { fleet, pages, shown } = listen();
    await fleet.refresh();
    expect(shown().size).toBe(120);
    expect(pages.filter((page) => page.nodes.length > 0).length).toBeGreaterThanOrEqual(4);
    pages.length = 0;
    nodes[5]!.state = 'stopped';
    nodes.splice(7, 1);
    await fleet.refresh();
    expect(pages.flatMap((page) => page.nodes).map(({ id, state }) => [id, state])).toEqual([
      [nodes[5]!.instanceId, 'stopped'],
    ]);
    expect(pages.at(-1)?.removed).toEqual(['i-00000000000000007']);
  });

  it('shares one listing among all who ask', async () => {
    const simulator = await simulate(many(3));
    const { fleet } = listen();
    await Promise.all([fleet.refresh(), fleet.refresh(), fleet.refresh()]);
    expect(simulator.calls.filter(({ action }) => action === 'DescribeInstances')).toHaveLength(1);
  });

  it('tells a page that was loaded anew all that is known, and does not list again at once', async () => {
    const simulator = await simulate(many(4));
    const { fleet, pages, sources } = listen();
    await fleet.refresh();
    const calls = simulator.calls.length;
    pages.length = 0;
    fleet.pageReset();
    await fleet.refresh();
    expect(pages[0]?.nodes).toHaveLength(4);
    expect(sources.at(-1)?.status).toBe('ready');
    expect(simulator.calls.slice(calls).map(({ action }) => action)).not.toContain('DescribeInstances');
    await fleet.refresh();
    expect(simulator.calls.slice(calls).map(({ action }) => action)).toContain('DescribeInstances');
  });

  it('tells a page that was loaded anew what a listing under way has found so far', async () => {
    const simulator = await simulate(many(4));
    const { fleet, pages } = listen();
    simulator.faults.hangEndpoint('ssm:DescribeInstanceInformation');
    void fleet.refresh();
    await vi.waitFor(() => expect(pages[0]?.nodes).toHaveLength(4));
    pages.length = 0;
    fleet.pageReset();
    void fleet.refresh();
    expect(pages[0]?.nodes).toHaveLength(4);
  });

  it('does not say that SSM knows no instance before SSM has answered, nor where it denies that', async () => {
    const [online] = many(1);
    const bare = simulatedNode({ instanceId: 'i-0000000000000ba4e', managed: false });
    const simulator = await simulate([online!, bare]);
    const { fleet, shown } = listen();
    const reaches = () => [...shown().values()].map(reachOf);
    simulator.faults.hangEndpoint('ssm:DescribeInstanceInformation');
    void fleet.refresh();
    await vi.waitFor(() => expect(reaches()).toEqual(['checking', 'checking']));
    const denied = listen();
    simulator.faults.unhangEndpoint('ssm:DescribeInstanceInformation');
    simulator.faults.denyAction('ssm:DescribeInstanceInformation');
    await denied.fleet.refresh();
    expect([...denied.shown().values()].map(reachOf)).toEqual(['unknown', 'unknown']);
    simulator.faults.allowAction('ssm:DescribeInstanceInformation');
    await denied.fleet.refresh();
    expect([...denied.shown().values()].map(reachOf)).toEqual(['ready', 'not-managed']);
  });

  it('lists what SSM knows when EC2 is denied, with the denial as a banner, and the reverse', async () => {
    const simulator = await simulate(many(2));
    const { fleet, sources, shown } = listen();
    simulator.faults.denyAction('ec2:DescribeInstances');
    await fleet.refresh();
    expect([...shown().values()].map(({ ping, state }) => [ping, state])).toEqual([
      ['Online', null],
      ['Online', null],
    ]);
    expect(sources.at(-1)).toMatchObject({
      status: 'ready',
      problem: { code: 'aws.access-denied', params: { action: 'ec2:DescribeInstances', denial: 'implicit' } },
    });
    simulator.faults.allowAction('ec2:DescribeInstances');
    simulator.faults.denyAction('ssm:DescribeInstanceInformation');
    await fleet.refresh();
    // What SSM said before stays.
    expect([...shown().values()].every(({ ping, state }) => ping === 'Online' && state === 'running')).toBe(
      true,
    );
    expect(sources.at(-1)).toMatchObject({
      status: 'ready',
      problem: { params: { action: 'ssm:DescribeInstanceInformation' } },
    });
  });

  it('fails when neither API answers, keeps the nodes it had, and takes the list up again', async () => {
    const simulator = await simulate(many(2));
    const { fleet, sources, shown } = listen();
    await fleet.refresh();
    simulator.faults.credentialsExpired = true;
    await fleet.refresh();
    expect(sources.at(-1)).toMatchObject({
      status: 'failed',
      count: 2,
      problem: { code: 'aws.credentials-expired' },
    });
    expect(shown().size).toBe(2);
    simulator.faults.credentialsExpired = false;
    await fleet.refresh();
    expect(sources.at(-1)).toMatchObject({ status: 'ready', problem: null });
  });

  it('goes on through throttling', async () => {
    const simulator = await simulate(many(2));
    simulator.faults.throttle('ssm:DescribeInstanceInformation', 2);
    const { fleet, sources } = listen();
    await fleet.refresh();
    expect(sources.at(-1)).toMatchObject({ status: 'ready', problem: null, count: 2 });
    // What lists again by itself goes by that.
    expect(fleet.wasThrottled).toBe(true);
    await fleet.refresh();
    expect(fleet.wasThrottled).toBe(false);
  });

  it('asks less often once AWS has asked to slow down, and so is refused less than the SDK by itself', async () => {
    const simulator = await simulate(many(1_000));
    const judge = simulator.faults.judge.bind(simulator.faults);
    /** How often a listing is refused where AWS takes eight calls a second, and two at once. */
    const refused = async (list: () => Promise<unknown>): Promise<number> => {
      let tokens = 2;
      let at = Date.now();
      let count = 0;
      const limited = vi.spyOn(simulator.faults, 'judge').mockImplementation((service, action) => {
        if (action !== 'DescribeInstanceInformation') return judge(service, action);
        tokens = Math.min(2, tokens + ((Date.now() - at) / 1_000) * 8);
        at = Date.now();
        if (tokens >= 1) tokens--;
        else {
          count++;
          return { kind: 'throttle' };
        }
        return judge(service, action);
      });
      await list();
      limited.mockRestore();
      return count;
    };
    const ofSdk = await refused(async () => {
      const client = new SSMClient({ maxAttempts: 20 });
      for await (const page of paginateDescribeInstanceInformation({ client, pageSize: 50 }, {}))
        expect(page.InstanceInformationList).toBeDefined();
    });
    const { fleet, sources } = listen();
    const ofApp = await refused(() => fleet.refresh());
    expect(sources.at(-1)).toMatchObject({ status: 'ready', count: 1_000 });
    expect(ofApp).toBeGreaterThan(0);
    // Most of the difference is not chance: without adapting it is as much as the SDK's own.
    expect(ofApp).toBeLessThan(ofSdk / 2);
  });

  it('signs with AWS’s time when this machine’s clock is wrong', async () => {
    const simulator = await simulate(many(1));
    simulator.faults.clockSkewMs = 20 * 60_000;
    const { fleet, sources } = listen();
    await fleet.refresh();
    expect(sources.at(-1)).toMatchObject({ status: 'ready', problem: null });
  });

  it.each([
    ['aws.credentials-refused', { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7UNKNOWN' }],
    ['aws.credentials-refused', { AWS_SECRET_ACCESS_KEY: 'wrong' }],
  ])('says %s for wrong keys', async (code, env) => {
    await simulate(many(1));
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const { fleet, sources } = listen();
    await fleet.refresh();
    expect(sources.at(-1)).toMatchObject({ status: 'failed', problem: { code } });
  });

  it('says which host cannot be reached', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    await simulate([]);
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
    const { fleet, sources } = listen();
    await fleet.refresh();
    expect(sources.at(-1)).toMatchObject({
      status: 'failed',
      problem: { code: 'aws.unreachable', params: { host: `127.0.0.1:${port}` } },
    });
  });
});

describe('the configuration that a person has', () => {
  it('takes keys and region from the shared files, also after they were mended', async () => {
    const simulator = await simulate(many(1));
    const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = simulator.env;
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION', 'AWS_DEFAULT_REGION'])
      vi.stubEnv(name, undefined);
    const { fleet, sources } = listen();
    await fleet.refresh();
    expect(sources.at(-1)).toMatchObject({ status: 'failed', problem: { code: 'aws.not-configured' } });

    await writeFile(join(home, 'config'), '[default]\nregion eu-central-1\n');
    await fleet.refresh();
    expect(sources.at(-1)?.problem).toMatchObject({
      code: 'aws.config-malformed',
      params: { file: join(home, 'config'), line: 2 },
    });

    await writeFile(join(home, 'config'), '[default]\nregion = eu-central-1\n');
    await fleet.refresh();
    expect(sources.at(-1)).toMatchObject({ region: 'eu-central-1', problem: { code: 'aws.no-credentials' } });

    await writeFile(
      join(home, 'credentials'),
      `[default]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`,
    );
    await fleet.refresh();
    expect(sources.at(-1)).toMatchObject({ status: 'ready', count: 1, problem: null });
  });

  it('says that AWS_PROFILE names no profile', async () => {
    await simulate(many(1));
    vi.stubEnv('AWS_PROFILE', 'prodd');
    const { fleet, sources } = listen();
    await fleet.refresh();
    expect(sources.at(-1)).toMatchObject({
      status: 'failed',
      problem: { code: 'aws.profile-unknown', params: { profile: 'prodd' } },
    });
  });

  it('empties the list when another region is chosen', async () => {
    await simulate(many(2));
    const { fleet, shown, sources } = listen();
    await fleet.refresh();
    vi.stubEnv('AWS_REGION', 'us-east-1');
    await fleet.refresh();
    expect(shown().size).toBe(0);
    expect(sources.at(-1)).toMatchObject({ region: 'us-east-1', count: 0 });
  });
});
