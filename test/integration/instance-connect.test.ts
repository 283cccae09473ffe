import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { utils } from 'ssh2';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Simulator, simulatedNode } from '../../simulator/index.js';
import { AwsAccess } from '../../src/aws/access.js';
import { sourceIdOf } from '../../src/aws/source.js';
import { toProblem, type Problem } from '../../src/shared/problem.js';
import { pushKey } from '../../src/sign-in/instance-connect.js';
import { stubAwsEnvironment } from '../support/aws-environment.js';

const WEB = { id: 'i-0123456789abcdef0', label: 'web-1' };
const STOPPED = { id: 'i-0123456789abcdef1', label: 'web-2' };
const HYBRID = { id: 'mi-0123456789abcdef0', label: 'warehouse' };
const ACTION = 'ec2-instance-connect:SendSSHPublicKey';

let folder: string;
let simulator: Simulator;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-instance-connect-'));
  simulator = await Simulator.start({
    nodes: [
      simulatedNode({
        instanceId: WEB.id,
        sshd: { port: 22, instanceConnect: { user: 'ec2-user', keysFile: join(folder, 'keys') } },
      }),
      simulatedNode({ instanceId: STOPPED.id, state: 'stopped' }),
      simulatedNode({ instanceId: HYBRID.id }),
    ],
  });
});
afterEach(() => {
  simulator.faults.allowAction(ACTION);
  simulator.faults.throttle(ACTION, 0);
  vi.unstubAllEnvs();
});
afterAll(async () => {
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
});

const pushes = () => simulator.calls.filter(({ action }) => action === 'SendSSHPublicKey').length;

async function push(node: typeof WEB, env = simulator.env): Promise<Uint8Array> {
  stubAwsEnvironment(env);
  return pushKey(await new AwsAccess(process.env, '0.0.0-test').open(), node, 'ec2-user');
}

const refusal = (node: typeof WEB): Promise<Problem | null> => push(node).then(() => null, toProblem);

describe('a one-minute key', () => {
  it('is a new one each time, whose public half alone goes to AWS', async () => {
    const [first, second] = [await push(WEB), await push(WEB)].map((bytes) => {
      const key = utils.parseKey(Buffer.from(bytes));
      if (key instanceof Error) throw key;
      expect(key.type).toBe('ssh-ed25519');
      return key.getPublicSSH().toString('base64');
    });
    expect(first).not.toBe(second);
    const sent = await readFile(join(folder, 'keys'), 'utf8');
    expect(sent.trim().split('\n')).toEqual([`ssh-ed25519 ${first}`, `ssh-ed25519 ${second}`]);
  });

  it('that may not be pushed is a Problem that names the action, the instance and the policy', async () => {
    simulator.faults.denyAction(ACTION);
    expect(await refusal(WEB)).toMatchObject({
      code: 'aws.access-denied',
      params: { action: ACTION, resource: expect.stringContaining(`instance/${WEB.id}`) as string },
      remedies: expect.arrayContaining(['show-policy']) as string[],
    });
  });

  it('is not for a hybrid node, which AWS is not even asked about', async () => {
    const before = pushes();
    expect(await refusal(HYBRID)).toMatchObject({
      code: 'instance-connect.hybrid',
      params: { node: HYBRID.label },
      remedies: ['change-sign-in'],
    });
    expect(pushes()).toBe(before);
  });

  it('is not passed on to an instance that does not run, and AWS’s reason is told', async () => {
    expect(await refusal(STOPPED)).toMatchObject({
      code: 'instance-connect.failed',
      params: { node: STOPPED.label },
      details: expect.stringContaining('is not running') as string,
    });
  });

  it('is pushed again where AWS is busy for a moment, and given up where it stays so', async () => {
    const before = pushes();
    simulator.faults.throttle(ACTION, 1);
    await push(WEB);
    expect(pushes()).toBe(before + 2);
    simulator.faults.throttle(ACTION, 100);
    expect(await refusal(WEB)).toMatchObject({
      code: 'aws.throttled',
      remedies: expect.arrayContaining(['retry']) as string[],
    });
  });

  it('goes where the profile in use says that the service is', async () => {
    const config = [
      '[profile vpc]',
      'region = eu-central-1',
      `aws_access_key_id = ${simulator.env.AWS_ACCESS_KEY_ID}`,
      `aws_secret_access_key = ${simulator.env.AWS_SECRET_ACCESS_KEY}`,
      'endpoint_url = http://127.0.0.1:9',
      'services = own',
      '[services own]',
      'ec2_instance_connect =',
      `  endpoint_url = ${simulator.endpointUrl}`,
    ].join('\n');
    await writeFile(join(folder, 'config'), config);
    stubAwsEnvironment({ ...simulator.env, AWS_CONFIG_FILE: join(folder, 'config') });
    vi.stubEnv('AWS_ENDPOINT_URL', undefined);
    const before = pushes();
    const access = new AwsAccess(process.env, '0.0.0-test');
    await pushKey(await access.open(sourceIdOf({ profile: 'vpc', region: null })), WEB, 'ec2-user');
    expect(pushes()).toBe(before + 1);
  });
});
