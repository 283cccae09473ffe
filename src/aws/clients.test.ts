import { expect, it } from 'vitest';
import { makeClients } from './clients.js';
import { CredentialStore } from './credentials.js';
import { Network } from './network/network.js';
import { resolveSource } from './source.js';

it('lists without a copy of every answer, which the SDK makes for a logger that there is not', async () => {
  const env = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'eu-central-1' };
  const source = await resolveSource(env);
  const ask = { mfaCode: () => Promise.resolve(null), ssoToken: () => Promise.resolve() };
  const { ssm, ec2 } = makeClients(
    source,
    '0.0.0-test',
    new Network({ env }),
    null,
    new CredentialStore(ask, env),
  );
  for (const { middlewareStack } of [ssm, ec2]) {
    const steps = middlewareStack.identify();
    expect(steps.some((step) => step.startsWith('noteHost'))).toBe(true);
    expect(steps.some((step) => step.startsWith('loggerMiddleware'))).toBe(false);
  }
});
