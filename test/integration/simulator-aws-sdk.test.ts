import { createHash, createHmac } from 'node:crypto';
import { EC2Client, paginateDescribeInstances } from '@aws-sdk/client-ec2';
import {
  paginateDescribeInstanceInformation,
  SSMClient,
  StartSessionCommand,
  type StartSessionResponse,
} from '@aws-sdk/client-ssm';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { demoNodes } from '../../simulator/fleet/demo-nodes.js';
import { Simulator } from '../../simulator/index.js';

const nodes = demoNodes(Date.now()).map(({ node }) => node);
let simulator: Simulator;
let saved: NodeJS.ProcessEnv;

beforeAll(async () => {
  simulator = await Simulator.start({ nodes });
  saved = { ...process.env };
  // The standard way, as any client of AWS is pointed elsewhere.
  Object.assign(process.env, simulator.env);
});

afterAll(async () => {
  process.env = saved;
  await simulator.close();
});

afterEach(() => {
  simulator.faults.clockSkewMs = 0;
  simulator.faults.credentialsExpired = false;
});

type Data = string | ArrayBuffer | ArrayBufferView;

/** The hash that the SDK's signer asks for. */
class Sha256 {
  private readonly key: Buffer | undefined;
  private hash;

  constructor(secret?: Data) {
    this.key = secret === undefined ? undefined : toBuffer(secret);
    this.hash = this.start();
  }

  update(data: Data): void {
    this.hash.update(toBuffer(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest());
  }

  reset(): void {
    this.hash = this.start();
  }

  private start() {
    return this.key === undefined ? createHash('sha256') : createHmac('sha256', this.key);
  }
}

function toBuffer(data: Data): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data);
}

/** Headers that sign the opening of a data channel, as newer plugins do. */
async function signed(streamUrl: string, service = 'ssmmessages'): Promise<Record<string, string>> {
  const url = new URL(streamUrl);
  const signer = new SignatureV4({
    service,
    region: simulator.region,
    credentials: {
      accessKeyId: simulator.env.AWS_ACCESS_KEY_ID!,
      secretAccessKey: simulator.env.AWS_SECRET_ACCESS_KEY!,
    },
    sha256: Sha256,
  });
  const request = await signer.sign({
    method: 'GET',
    protocol: 'wss:',
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { host: url.host },
  });
  return request.headers;
}

async function start(ssm: SSMClient): Promise<StartSessionResponse> {
  return ssm.send(
    new StartSessionCommand({ Target: nodes[0]!.instanceId, DocumentName: 'AWS-StartSSHSession' }),
  );
}

/** Opens a data channel; resolves with `open` or with the status of the refusal. */
async function dial(streamUrl: string, token: string, headers: Record<string, string>): Promise<string> {
  const webSocket = new WebSocket(streamUrl, { headers });
  try {
    return await new Promise((resolve) => {
      webSocket.on('unexpected-response', (_request, response) => resolve(String(response.statusCode)));
      webSocket.on('error', () => undefined);
      webSocket.on('open', () => {
        const ids = { RequestId: 'r', ClientId: 'c' };
        webSocket.send(JSON.stringify({ MessageSchemaVersion: '1.0', TokenValue: token, ...ids }));
      });
      webSocket.on('message', () => resolve('open'));
    });
  } finally {
    webSocket.terminate();
  }
}

describe("AWS's SDK for JavaScript against the simulator", () => {
  it('lists managed nodes and instances, paged', async () => {
    const informations: string[] = [];
    for await (const page of paginateDescribeInstanceInformation(
      { client: new SSMClient({}), pageSize: 10 },
      {},
    )) {
      informations.push(...(page.InstanceInformationList ?? []).map((entry) => entry.InstanceId!));
    }
    expect(informations).toEqual(nodes.filter((node) => node.managed).map((node) => node.instanceId));
    const instances: string[] = [];
    for await (const page of paginateDescribeInstances({ client: new EC2Client({}), pageSize: 10 }, {})) {
      for (const { Instances } of page.Reservations ?? [])
        instances.push(...Instances!.map((entry) => entry.InstanceId!));
    }
    expect(instances).toEqual(
      nodes.filter((node) => node.resourceType === 'EC2Instance').map((node) => node.instanceId),
    );
  });

  it('opens a data channel with a signed request, and refuses a badly signed one', async () => {
    const ssm = new SSMClient({});
    const { StreamUrl: url = '', TokenValue: token = '' } = await start(ssm);
    const headers = await signed(url);
    const forged = headers.authorization!.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    expect(await dial(url, token, { ...headers, authorization: forged })).toBe('403');
    expect(await dial(url, token, await signed(url, 'ssm'))).toBe('403');
    simulator.faults.credentialsExpired = true;
    expect(await dial(url, token, headers)).toBe('403');
    simulator.faults.credentialsExpired = false;
    expect(await dial(url, token, headers)).toBe('open');
    expect(simulator.sessions.at(-1)!.connections).toMatchObject([{ signed: true }]);
  });

  it('opens one without a signature, and says so', async () => {
    const { StreamUrl: url = '', TokenValue: token = '' } = await start(new SSMClient({}));
    expect(await dial(url, token, {})).toBe('open');
    expect(simulator.sessions.at(-1)!.connections).toMatchObject([{ signed: false }]);
  });

  it('corrects a wrong clock by the answer to its first call', async () => {
    simulator.faults.clockSkewMs = -3600_000;
    expect(await start(new SSMClient({}))).toMatchObject({
      SessionId: expect.stringMatching(/^demo-/) as string,
    });
  });

  it('knows errors by their names', async () => {
    const offline = nodes.find((node) => node.pingStatus === 'ConnectionLost')!;
    const command = new StartSessionCommand({
      Target: offline.instanceId,
      DocumentName: 'AWS-StartSSHSession',
    });
    await expect(new SSMClient({}).send(command)).rejects.toMatchObject({
      name: 'TargetNotConnected',
      message: `${offline.instanceId} is not connected.`,
    });
    simulator.faults.denyAction('ssm:StartSession', 'no, by order');
    await expect(start(new SSMClient({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: 'no, by order',
    });
    simulator.faults.allowAction('ssm:StartSession');
    simulator.faults.credentialsExpired = true;
    await expect(start(new SSMClient({}))).rejects.toMatchObject({ name: 'ExpiredTokenException' });
  });
});
