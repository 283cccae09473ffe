import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DirectSignIn } from '../support/direct-sign-in.js';

/** Old enough to be refused by default, and still in the OpenSSH of today. */
const OLD = [
  'KexAlgorithms diffie-hellman-group1-sha1',
  'HostKeyAlgorithms ssh-rsa',
  'Ciphers 3des-cbc',
  'MACs hmac-sha1',
];

const direct = new DirectSignIn();

beforeAll(() => {
  direct.make('ed25519', 'ed25519');
});

afterAll(() => direct.close());

afterEach(() => direct.endTry());

describe('old algorithms', () => {
  it('are refused, named, and said to be allowable', async () => {
    await direct.start({
      authorizedKeys: [direct.publicKey('ed25519')],
      extraConfig: OLD,
      hostKeyTypes: ['rsa'],
    });
    const { problem } = await direct.signIn({ proof: await direct.keyProof('ed25519') });
    expect(problem).toMatchObject({
      code: 'ssh.no-common-algorithm',
      // Without what stands among them and is no algorithm, such as kex-strict-s-v00@openssh.com.
      params: { theirs: 'diffie-hellman-group1-sha1' },
      remedies: ['allow-old-algorithms', 'copy-details'],
    });
    expect(problem?.details).toContain('curve25519-sha256');
  });

  it('are used where they are allowed', async () => {
    await direct.start({
      authorizedKeys: [direct.publicKey('ed25519')],
      extraConfig: OLD,
      hostKeyTypes: ['rsa'],
    });
    const { problem } = await direct.signIn({ proof: await direct.keyProof('ed25519'), oldAlgorithms: true });
    expect(problem).toBeNull();
    expect(await direct.run('echo in')).toBe('in');
  });

  it('are not offered as the way out where they would not help', async () => {
    await direct.start({
      authorizedKeys: [direct.publicKey('ed25519')],
      extraConfig: ['Ciphers chacha20-poly1305@openssh.com'],
    });
    const { problem } = await direct.signIn({ proof: await direct.keyProof('ed25519') });
    expect(problem).toMatchObject({ code: 'ssh.no-common-algorithm' });
    expect(problem?.remedies).not.toContain('allow-old-algorithms');
  });
});
