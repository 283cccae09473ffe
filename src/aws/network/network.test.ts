import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Network } from './network.js';

describe('certificates to trust', () => {
  const [first, second, third] = rootCertificates as [string, string, string];
  let folder: string;
  const file = (name: string) => join(folder, name);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sallyport-ca-'));
    await writeFile(file('one.pem'), `# a comment\n${first}\n`);
    await writeFile(file('two.pem'), `${first}\n${second}\n`);
    await writeFile(file('three.pem'), third);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const read = (env: NodeJS.ProcessEnv, caBundle: string | null, profile: string | null) =>
    new Network({ env, settings: () => ({ proxy: 'system', caBundle }) }).certificates(profile);

  it('are none where none are named', async () => {
    expect(await read({}, null, null)).toBeNull();
  });

  it('are those of the settings, the environment and the profile, each once', async () => {
    expect(await read({ NODE_EXTRA_CA_CERTS: file('three.pem') }, file('one.pem'), file('two.pem'))).toEqual([
      first,
      second,
      third,
    ]);
  });

  it('are those of AWS_CA_BUNDLE in place of the profile’s', async () => {
    expect(await read({ AWS_CA_BUNDLE: file('three.pem') }, null, file('missing.pem'))).toEqual([third]);
  });

  it('are those that stand in a file now', async () => {
    const env = { AWS_CA_BUNDLE: file('one.pem') };
    expect(await read(env, null, null)).toEqual([first]);
    await writeFile(file('one.pem'), second);
    expect(await read(env, null, null)).toEqual([second]);
  });

  it.each([
    ['missing.pem', null, 'ENOENT'],
    ['empty.pem', 'nothing', 'no certificate'],
    ['broken.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'Certificate 1 of 1'],
  ])('of %s cannot be read, and it is said who names it', async (name, text, details) => {
    if (text !== null) await writeFile(file(name), text);
    await expect(read({ AWS_CA_BUNDLE: file(name) }, null, null)).rejects.toMatchObject({
      problem: {
        code: 'aws.ca-bundle',
        params: { path: file(name) },
        details: expect.stringMatching(new RegExp(`^AWS_CA_BUNDLE: .*${details}`)) as string,
      },
    });
  });
});
