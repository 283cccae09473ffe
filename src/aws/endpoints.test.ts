import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { DescribeInstanceInformationCommand } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AwsAccess } from './access.js';
import { parseStreamUrl } from './stream-signature.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-endpoints-'));
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

interface Asked {
  readonly endpoint: string;
  /** Region and service in the signature's scope. */
  readonly scope: string;
}

class Enough extends Error {}

/** A step behind the signature that notes the request and sends nothing. */
function see(service: string, seen: Record<string, Asked>) {
  return <Arguments extends { request: unknown }, Result>(_next: (args: Arguments) => Promise<Result>) =>
    (args: Arguments): Promise<Result> => {
      const { protocol, hostname, headers } = args.request as {
        protocol: string;
        hostname: string;
        headers: Record<string, string>;
      };
      const credential = /Credential=([^,]+)/.exec(headers.authorization ?? '')?.[1] ?? '';
      const [, , region = '', name = ''] = credential.split('/');
      seen[service] = { endpoint: `${protocol}//${hostname}`, scope: `${region}/${name}` };
      return Promise.reject(new Enough());
    };
}

/** Where a call of each service would go, and what it is signed for; nothing is sent. */
async function asked(
  env: Record<string, string>,
  config = '',
): Promise<Record<'ssm' | 'ec2' | 'sts', Asked>> {
  // The SDK remembers the shared files by their names.
  const file = join(folder, `config-${Math.random()}`);
  await writeFile(file, config);
  for (const [name, value] of Object.entries({ ...env, AWS_CONFIG_FILE: file })) vi.stubEnv(name, value);
  const { ssm, ec2, sts } = await new AwsAccess(process.env, '0.0.0-test').open();
  const seen: Record<string, Asked> = {};
  const step = { step: 'finalizeRequest', priority: 'low', name: 'see' } as const;
  ssm.middlewareStack.add(see('ssm', seen), step);
  ec2.middlewareStack.add(see('ec2', seen), step);
  sts.middlewareStack.add(see('sts', seen), step);
  const calls = [
    ssm.send(new DescribeInstanceInformationCommand()),
    ec2.send(new DescribeInstancesCommand()),
    sts.send(new GetCallerIdentityCommand()),
  ];
  for (const call of calls) await expect(call).rejects.toBeInstanceOf(Enough);
  return seen;
}

describe('endpoints', () => {
  it.each([
    ['eu-central-1', 'amazonaws.com'],
    ['cn-north-1', 'amazonaws.com.cn'],
    ['us-gov-west-1', 'amazonaws.com'],
  ])('of %s are its partition’s, and requests are signed for it', async (region, domain) => {
    const { ssm, ec2, sts } = await asked({ AWS_REGION: region });
    expect(ssm).toEqual({ endpoint: `https://ssm.${region}.${domain}`, scope: `${region}/ssm` });
    expect(ec2).toEqual({ endpoint: `https://ec2.${region}.${domain}`, scope: `${region}/ec2` });
    expect(sts).toEqual({ endpoint: `https://sts.${region}.${domain}`, scope: `${region}/sts` });
  });

  const FIPS = {
    'us-east-1': 'ssm-fips.us-east-1.amazonaws.com',
    'us-gov-west-1': 'ssm.us-gov-west-1.amazonaws.com',
  };
  it.each(Object.entries(FIPS))(
    'of %s for FIPS are set by the environment or the profile',
    async (region, host) => {
      const expected = { endpoint: `https://${host}`, scope: `${region}/ssm` };
      expect((await asked({ AWS_REGION: region, AWS_USE_FIPS_ENDPOINT: 'true' })).ssm).toEqual(expected);
      vi.stubEnv('AWS_USE_FIPS_ENDPOINT', undefined);
      const config = '[default]\nuse_fips_endpoint = true\n';
      expect((await asked({ AWS_REGION: region }, config)).ssm).toEqual(expected);
    },
  );

  it.each([
    ['eu-central-1', 'ec2.eu-central-1.api.aws'],
    ['cn-north-1', 'ec2.cn-north-1.api.amazonwebservices.com.cn'],
  ])('of %s for both IP versions are set by the environment or the profile', async (region, host) => {
    const expected = { endpoint: `https://${host}`, scope: `${region}/ec2` };
    expect((await asked({ AWS_REGION: region, AWS_USE_DUALSTACK_ENDPOINT: 'true' })).ec2).toEqual(expected);
    vi.stubEnv('AWS_USE_DUALSTACK_ENDPOINT', undefined);
    const config = '[default]\nuse_dualstack_endpoint = true\n';
    expect((await asked({ AWS_REGION: region }, config)).ec2).toEqual(expected);
  });

  it('are overridden by the environment, for one service before all', async () => {
    const { ssm, ec2, sts } = await asked({
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL: 'https://all.test',
      AWS_ENDPOINT_URL_SSM: 'https://vpce-1.ssm.test',
    });
    expect(ssm).toEqual({ endpoint: 'https://vpce-1.ssm.test', scope: 'eu-central-1/ssm' });
    expect([ec2.endpoint, sts.endpoint]).toEqual(['https://all.test', 'https://all.test']);
  });

  it('are overridden by the profile and its services', async () => {
    const config = [
      '[default]',
      'region = eu-central-1',
      'endpoint_url = https://all.test',
      'services = vpc',
      '[services vpc]',
      'ssm =',
      '  endpoint_url = https://vpce-2.ssm.test',
      'sts =',
      '  endpoint_url = https://vpce-2.sts.test',
    ].join('\n');
    const { ssm, ec2, sts } = await asked({}, config);
    expect([ssm.endpoint, ec2.endpoint, sts.endpoint]).toEqual([
      'https://vpce-2.ssm.test',
      'https://all.test',
      'https://vpce-2.sts.test',
    ]);
  });
});

it('the endpoint of KMS, which is called without the SDK’s client, is looked up as the SDK does', async () => {
  const config =
    '[default]\nregion=x\nendpoint_url=https://all.test\nservices=vpc\nuse_fips_endpoint=true\n[services vpc]\nkms=\n endpoint_url=https://kms.test\n';
  await writeFile(join(folder, 'config'), config);
  const found = async (env: Record<string, string>) => {
    const { source } = await new AwsAccess({ ...process.env, ...env }, '0.0.0-test').open();
    return [source.endpoints.kms, source.endpoints.fips];
  };
  expect(await found({})).toEqual(['https://kms.test', true]);
  expect(await found({ AWS_ENDPOINT_URL: 'https://b.test' })).toEqual(['https://b.test', true]);
  expect(await found({ AWS_ENDPOINT_URL_KMS: 'https://c.test' })).toEqual(['https://c.test', true]);
  expect(await found({ AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' })).toEqual([null, true]);
  expect(await found({ AWS_USE_FIPS_ENDPOINT: 'false' })).toEqual(['https://kms.test', false]);
});

describe('the endpoint of data channels', () => {
  const services =
    '[default]\nregion = eu-central-1\nservices = vpc\n[services vpc]\nssmmessages =\n  endpoint_url = https://a.test\n';
  const endpointFor = async (env: Record<string, string>, config = services) => {
    await writeFile(join(folder, 'config'), config);
    const access = new AwsAccess({ ...process.env, ...env }, '0.0.0-test');
    return (await access.open()).source.endpoints.ssmmessages;
  };

  it('is set by its own variable, or in the profile’s services', async () => {
    expect(await endpointFor({})).toBe('https://a.test');
    expect(await endpointFor({ AWS_ENDPOINT_URL_SSMMESSAGES: 'https://b.test' })).toBe('https://b.test');
    expect(await endpointFor({ AWS_ENDPOINT_URL: 'https://c.test' }, '[default]\nregion=x\n')).toBeNull();
    expect(await endpointFor({ AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' })).toBeNull();
  });

  const STREAM =
    'wss://ssmmessages.eu-central-1.amazonaws.com/v1/data-channel/s?role=publish_subscribe&cell-number=A%3D';
  it.each([
    ['https://vpce-1.test', 'wss://vpce-1.test/v1/data-channel/s?role=publish_subscribe&cell-number=A%3D'],
    [
      'wss://vpce-1.test:8443/',
      'wss://vpce-1.test:8443/v1/data-channel/s?role=publish_subscribe&cell-number=A%3D',
    ],
    ['vpce-1.test', 'wss://vpce-1.test/v1/data-channel/s?role=publish_subscribe&cell-number=A%3D'],
    ['http://127.0.0.1:9', 'ws://127.0.0.1:9/v1/data-channel/s?role=publish_subscribe&cell-number=A%3D'],
  ])('%s takes the place of the host', (endpoint, expected) => {
    expect(parseStreamUrl(STREAM, endpoint).href).toBe(expected);
  });

  it.each(['http://vpce-1.test', 'https://'])('%s may not: tokens do not go in the clear', (endpoint) => {
    expect(() => parseStreamUrl(STREAM, endpoint)).toThrow('session.refused');
  });
});
