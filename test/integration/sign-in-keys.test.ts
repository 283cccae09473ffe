import { rmSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DirectSignIn } from '../support/direct-sign-in.js';

const direct = new DirectSignIn();

beforeAll(() => {
  direct.make('ed25519', 'ed25519');
  direct.make('ecdsa', 'ecdsa');
  direct.make('rsa', 'rsa');
  direct.make('p521', 'ecdsa', '-b', '521');
  direct.make('other', 'ed25519');
  direct.make('authority', 'ed25519');
});

afterAll(() => direct.close());

afterEach(() => direct.endTry());

describe('a key file', () => {
  it.each(['ed25519', 'ecdsa', 'p521', 'rsa'])(
    'of type %s signs in to a server that takes keys only',
    async (name) => {
      await direct.start({ authorizedKeys: [direct.publicKey(name)] });
      const proof = await direct.keyProof(name);
      const { problem, attempts, asked } = await direct.signIn({ proof });
      expect(problem).toBeNull();
      expect(await direct.run('echo in')).toBe('in');
      expect(attempts).toEqual([
        expect.objectContaining({
          method: 'publickey',
          fingerprint: direct.fingerprint(name),
          outcome: 'accepted',
        }),
      ]);
      expect(asked).toEqual([]);
      // Wiped once it has done its work.
      expect(proof.kind === 'private-key' && proof.privateKey.every((byte) => byte === 0)).toBe(true);
    },
  );

  it('that is refused is offered once, and the Problem says what the server would take', async () => {
    const server = await direct.start({
      authorizedKeys: [direct.publicKey('other')],
      extraConfig: ['Banner none'],
    });
    const { problem, attempts } = await direct.signIn({ proof: await direct.keyProof('ed25519') });
    expect(problem).toMatchObject({ code: 'ssh.auth-refused', params: { user: server.user, key: 'key' } });
    expect(problem?.details).toContain(`${direct.fingerprint('ed25519')}: refused`);
    expect(problem?.details).toContain('the server goes on with: publickey');
    expect(attempts).toEqual([expect.objectContaining({ outcome: 'refused', methodsLeft: ['publickey'] })]);
    expect(server.log().match(/Failed publickey/g)).toHaveLength(1);
  });

  it('signs in although the server allows one try only', async () => {
    await direct.start({ authorizedKeys: [direct.publicKey('ed25519')], extraConfig: ['MaxAuthTries 1'] });
    expect((await direct.signIn({ proof: await direct.keyProof('ed25519') })).problem).toBeNull();
  });

  it('that is wrong is named even when the server hangs up instead of answering', async () => {
    await direct.start({ authorizedKeys: [direct.publicKey('other')], extraConfig: ['MaxAuthTries 1'] });
    const { problem, attempts } = await direct.signIn({ proof: await direct.keyProof('ed25519') });
    expect(problem).toMatchObject({ code: 'ssh.auth-refused' });
    expect(problem?.details).toContain('Too many authentication failures');
    expect(attempts).toEqual([expect.objectContaining({ method: 'publickey', outcome: 'unanswered' })]);
  });

  it('passes on the server’s banner, without its control characters', async () => {
    writeFileSync(direct.file('banner'), 'Authorised use only\n\x1b[31mred\x1b[0m \x07bell\n');
    await direct.start({
      authorizedKeys: [direct.publicKey('ed25519')],
      extraConfig: [`Banner ${direct.file('banner')}`],
    });
    const { banners } = await direct.signIn({ proof: await direct.keyProof('ed25519') });
    expect(banners).toEqual(['Authorised use only\nred bell\n']);
  });
});

describe('a certificate beside the key', () => {
  afterEach(() => {
    for (const name of ['ed25519', 'ecdsa', 'rsa']) rmSync(direct.file(`${name}-cert.pub`), { force: true });
  });

  const certify = (name: string, principal: string, ...more: string[]) =>
    direct.keygen(
      '-s',
      direct.file('authority'),
      '-I',
      'test',
      '-n',
      principal,
      ...more,
      direct.file(`${name}.pub`),
    );

  it.each(['ed25519', 'ecdsa', 'rsa'])(
    'of a key of type %s signs in where its authority is trusted',
    async (name) => {
      const server = await direct.start({
        authorizedKeys: [],
        extraConfig: [`TrustedUserCAKeys ${direct.file('authority.pub')}`],
      });
      certify(name, server.user);
      const { problem, attempts } = await direct.signIn({ proof: await direct.keyProof(name) });
      expect(problem).toBeNull();
      expect(await direct.run('echo in')).toBe('in');
      expect(attempts).toHaveLength(1);
      expect(attempts[0]).toMatchObject({ outcome: 'accepted' });
      expect(attempts[0]?.keyType).toMatch(/-cert-v01@openssh\.com$/);
    },
  );

  it('that has expired gives way to the key itself', async () => {
    const server = await direct.start({
      authorizedKeys: [direct.publicKey('ed25519')],
      extraConfig: [`TrustedUserCAKeys ${direct.file('authority.pub')}`],
    });
    certify('ed25519', server.user, '-V', '20200101:20200102');
    const { problem, attempts } = await direct.signIn({ proof: await direct.keyProof('ed25519') });
    expect(problem).toBeNull();
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['refused', 'accepted']);
  });
});
