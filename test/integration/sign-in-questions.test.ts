import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Server } from 'ssh2';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DirectSignIn } from '../support/direct-sign-in.js';

const direct = new DirectSignIn();

beforeAll(() => {
  direct.make('ed25519', 'ed25519');
  direct.make('other', 'ed25519');
});

afterAll(() => direct.close());

afterEach(() => direct.endTry());

/** OpenSSH's server checks passwords for root only; where every turn counts, ssh2's server stands in. */
describe('a server that asks', () => {
  type Check = ConstructorParameters<typeof Server>[1];

  async function serve(onClient: NonNullable<Check>): Promise<number> {
    const server = new Server({ hostKeys: [readFileSync(direct.file('other'))] }, onClient);
    direct.atEnd(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as { port: number }).port;
  }

  const password = { kind: 'password' } as const;
  /** Lets OpenSSH's server take the password "right". */
  const takingPasswords = (...more: string[]) => ({
    passwordHash: execFileSync('openssl', ['passwd', '-6', 'right'], { encoding: 'utf8' }).trim(),
    // The user has this process's uid.
    extraConfig: ['PasswordAuthentication yes', 'PermitRootLogin yes', ...more],
  });
  const itAsRoot = it.runIf(process.getuid?.() === 0);

  it('gets the password that the person types, and a wrong one is asked for again', async () => {
    const port = await serve((client) => {
      client.on('error', () => undefined);
      client.on('authentication', (context) => {
        if (context.method === 'password' && context.password === 'right') context.accept();
        else context.reject(['password']);
      });
    });
    const answers = [['wrong'], ['right']];
    const { problem, attempts, asked } = await direct.signIn({
      proof: password,
      port,
      user: 'min',
      answer: () => answers.shift() ?? null,
    });
    expect(problem).toBeNull();
    expect(attempts.map(({ method, outcome }) => [method, outcome])).toEqual([
      ['none', 'refused'],
      ['password', 'refused'],
      ['password', 'accepted'],
    ]);
    expect(asked.map(({ isAgain }) => isAgain)).toEqual([false, true]);
  });

  it('is given up after three wrong passwords', async () => {
    const port = await serve((client) => {
      client.on('error', () => undefined);
      client.on('authentication', (context) => context.reject(['password']));
    });
    const { problem, asked } = await direct.signIn({
      proof: password,
      port,
      user: 'min',
      answer: () => ['wrong'],
    });
    expect(problem).toMatchObject({ code: 'ssh.password-refused', params: { user: 'min' } });
    expect(asked).toHaveLength(3);
  });

  it('ends without noise when the person cancels', async () => {
    const port = await serve((client) => {
      client.on('error', () => undefined);
      client.on('authentication', (context) => context.reject(['password']));
    });
    const { problem, attempts } = await direct.signIn({ proof: password, port, user: 'min' });
    expect(problem).toMatchObject({ code: 'sign-in.cancelled' });
    expect(attempts).toHaveLength(1);
  });

  it('wants a code after the key: the key counts, and the questions come in its own words', async () => {
    const port = await serve((client) => {
      client.on('error', () => undefined);
      let hasKey = false;
      client.on('authentication', (context) => {
        if (context.method === 'publickey') {
          hasKey = true;
          context.reject(['keyboard-interactive'], true);
        } else if (context.method === 'keyboard-interactive' && hasKey) {
          const prompts = [
            { prompt: 'Code: \x1b[2J', echo: true },
            { prompt: 'PIN:', echo: false },
          ];
          context.prompt(prompts, 'Second factor', 'Open the app.', (answers) => {
            if (answers.join() === '123456,0000') context.accept();
            else context.reject(['keyboard-interactive']);
          });
        } else context.reject(['publickey']);
      });
    });
    const { problem, attempts, asked } = await direct.signIn({
      proof: await direct.keyProof('ed25519'),
      port,
      user: 'min',
      answer: () => ['123456', '0000'],
    });
    expect(problem).toBeNull();
    expect(attempts.map(({ method, outcome }) => [method, outcome])).toEqual([
      ['publickey', 'partial'],
      ['keyboard-interactive', 'accepted'],
    ]);
    expect(asked).toEqual([
      expect.objectContaining({
        name: 'Second factor',
        instructions: 'Open the app.',
        fields: [
          { label: 'Code:', echo: true },
          { label: 'PIN:', echo: false },
        ],
        isAgain: false,
      }),
    ]);
  });

  itAsRoot('of OpenSSH takes the right password, and not a wrong one', async () => {
    await direct.start(takingPasswords());
    const answers = [['wrong'], ['right']];
    const { problem, attempts } = await direct.signIn({
      proof: password,
      answer: () => answers.shift() ?? null,
    });
    expect(problem).toBeNull();
    expect(await direct.run('echo in')).toBe('in');
    expect(attempts.map(({ method, outcome }) => [method, outcome])).toEqual([
      ['none', 'refused'],
      ['password', 'refused'],
      ['password', 'accepted'],
    ]);
  });

  itAsRoot('of OpenSSH wants a key and a password', async () => {
    await direct.start({
      ...takingPasswords('AuthenticationMethods publickey,password'),
      authorizedKeys: [direct.publicKey('ed25519')],
    });
    const { problem, attempts } = await direct.signIn({
      proof: await direct.keyProof('ed25519'),
      answer: () => ['right'],
    });
    expect(problem).toBeNull();
    expect(attempts.map(({ method, outcome }) => [method, outcome])).toEqual([
      ['publickey', 'partial'],
      ['password', 'accepted'],
    ]);
  });

  describe('of OpenSSH by PAM', () => {
    const pam = {
      words: 'Look at your token.',
      questions: [
        { answer: 'right', echo: false },
        { answer: '123456', echo: true },
      ],
    };
    // The user has this process's uid.
    const byCode = ['PermitRootLogin yes', 'AuthenticationMethods keyboard-interactive'];

    it('gets the answers to one question after the other, and asks again after a wrong one', async () => {
      await direct.start({ pam, extraConfig: byCode });
      const answers = [['right'], ['654321'], ['right'], ['123456']];
      const { problem, attempts, asked } = await direct.signIn({
        proof: password,
        answer: () => answers.shift() ?? null,
      });
      expect(problem).toBeNull();
      expect(await direct.run('echo in')).toBe('in');
      expect(attempts.map(({ method, outcome }) => [method, outcome])).toEqual([
        ['none', 'refused'],
        ['keyboard-interactive', 'refused'],
        ['keyboard-interactive', 'accepted'],
      ]);
      expect(asked.map(({ instructions, fields, isAgain }) => ({ instructions, fields, isAgain }))).toEqual(
        [false, true].flatMap((isAgain) => [
          { instructions: pam.words, fields: [{ label: 'Password:', echo: false }], isAgain },
          { instructions: '', fields: [{ label: 'Password:', echo: true }], isAgain: false },
        ]),
      );
    });

    it('wants a code after the key', async () => {
      const extraConfig = ['PermitRootLogin yes', 'AuthenticationMethods publickey,keyboard-interactive'];
      await direct.start({ pam, authorizedKeys: [direct.publicKey('ed25519')], extraConfig });
      const answers = [['right'], ['123456']];
      const { problem, attempts } = await direct.signIn({
        proof: await direct.keyProof('ed25519'),
        answer: () => answers.shift() ?? null,
      });
      expect(problem).toBeNull();
      expect(attempts.map(({ method, outcome }) => [method, outcome])).toEqual([
        ['publickey', 'partial'],
        ['keyboard-interactive', 'accepted'],
      ]);
    });
  });

  it('that takes no passwords is not asked to', async () => {
    await direct.start({ authorizedKeys: [direct.publicKey('ed25519')] });
    const { problem, asked } = await direct.signIn({ proof: password });
    expect(problem).toMatchObject({ code: 'ssh.method-not-offered', params: { methods: 'publickey' } });
    expect(asked).toEqual([]);
  });

  it('of OpenSSH wants two keys: the first counts, the second is missing', async () => {
    await direct.start({
      authorizedKeys: [direct.publicKey('ed25519')],
      extraConfig: ['AuthenticationMethods publickey,publickey'],
    });
    const { problem, attempts } = await direct.signIn({ proof: await direct.keyProof('ed25519') });
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['partial']);
    expect(problem).toMatchObject({ code: 'ssh.more-wanted', params: { methods: 'publickey' } });
  });
});
