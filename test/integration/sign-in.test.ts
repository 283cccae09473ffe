import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server } from 'ssh2';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startSshd, type RunningSshd } from '../../simulator/fleet/sshd.js';
import { algorithms } from '../../src/connection/algorithms.js';
import { openSsh, type SshLink } from '../../src/connection/sign-in/open-ssh.js';
import { Questions } from '../../src/connection/sign-in/questions.js';
import { loadKey } from '../../src/keys/key-file.js';
import { heldKeys } from '../../src/sign-in/agent-keys.js';
import type { Args, Attempt, ConnectionCalls, Proof } from '../../src/shared/contract/index.js';
import { toProblem, type Problem } from '../../src/shared/problem.js';

type Question = Args<ConnectionCalls, 'signIn.prompt'>;

/** Old enough to be refused by default, and still in the OpenSSH of today. */
const OLD = [
  'KexAlgorithms diffie-hellman-group1-sha1',
  'HostKeyAlgorithms ssh-rsa',
  'Ciphers 3des-cbc',
  'MACs hmac-sha1',
];

let folder: string;
let sshd: RunningSshd | undefined;
let link: SshLink | undefined;
const closers: (() => void | Promise<void>)[] = [];

const keygen = (...args: string[]) => execFileSync('ssh-keygen', ['-q', ...args], { stdio: 'pipe' });
const file = (name: string) => join(folder, name);
const publicKey = (name: string) => readFileSync(file(`${name}.pub`), 'utf8').trim();
const fingerprint = (name: string) =>
  execFileSync('ssh-keygen', ['-lf', file(`${name}.pub`)], { encoding: 'utf8' }).split(' ')[1];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-sign-in-'));
  for (const type of ['ed25519', 'ecdsa', 'rsa']) keygen('-t', type, '-N', '', '-f', file(type));
  keygen('-t', 'ecdsa', '-b', '521', '-N', '', '-f', file('p521'));
  keygen('-t', 'ed25519', '-N', '', '-f', file('other'));
  keygen('-t', 'ed25519', '-N', '', '-f', file('authority'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

afterEach(async () => {
  link?.client.end();
  link = undefined;
  for (const close of closers.splice(0)) await close();
  await sshd?.close();
  sshd = undefined;
  vi.unstubAllEnvs();
});

async function start(authorized: string[], ...extraConfig: string[]): Promise<RunningSshd> {
  sshd = await startSshd({
    authorizedKeys: authorized,
    extraConfig,
    ...(extraConfig.includes('HostKeyAlgorithms ssh-rsa') ? { hostKeyTypes: ['rsa'] } : {}),
  });
  return sshd;
}

interface Outcome {
  readonly problem: Problem | null;
  readonly attempts: readonly Attempt[];
  readonly banners: readonly string[];
  readonly asked: readonly Question[];
}

interface Try {
  readonly proof: Proof;
  readonly answer?: (question: Question) => string[] | null;
  readonly user?: string;
  readonly port?: number;
  readonly oldAlgorithms?: boolean;
}

/** Signs in once, straight to the server: the tunnel has its own tests. */
async function signIn({
  proof,
  answer = () => null,
  user,
  port,
  oldAlgorithms = false,
}: Try): Promise<Outcome> {
  const attempts: Attempt[] = [];
  const banners: string[] = [];
  const asked: Question[] = [];
  const socket = connect({ host: '127.0.0.1', port: port ?? sshd?.port ?? 0, noDelay: true });
  await new Promise((resolve) => socket.once('connect', resolve));
  const host = {
    call: (_name: string, question: unknown) => {
      asked.push(question as Question);
      return Promise.resolve({ answers: answer(question as Question) }) as never;
    },
  };
  const names = {
    node: 'web-1',
    user: user ?? sshd?.user ?? '',
    key: 'key',
    port: 22,
    identity: 'key-file' as const,
  };
  link = openSsh(
    socket,
    { names, algorithms: algorithms(oldAlgorithms) },
    () => Promise.resolve(proof),
    new Questions(host),
    () => Promise.resolve(),
    { onAttempt: (attempt) => attempts.push(attempt), onBanner: (text) => banners.push(text) },
  );
  const problem = await link.ready.then(
    () => null,
    (error: unknown) => toProblem(error),
  );
  return { problem, attempts, banners, asked };
}

async function keyProof(name: string, passphrase?: string): Promise<Proof> {
  const { privateKey, certificate } = await loadKey(file(name), passphrase);
  return { kind: 'private-key', privateKey, certificate };
}

const run = (command: string): Promise<string> =>
  new Promise((resolve, reject) => {
    link?.client.exec(command, (error, channel) => {
      if (error) reject(error);
      let text = '';
      channel.on('data', (chunk: Buffer) => (text += chunk.toString()));
      channel.on('close', () => resolve(text.trim()));
    });
  });

describe('a key file', () => {
  it.each(['ed25519', 'ecdsa', 'p521', 'rsa'])(
    'of type %s signs in to a server that takes keys only',
    async (name) => {
      await start([publicKey(name)]);
      const proof = await keyProof(name);
      const { problem, attempts, asked } = await signIn({ proof });
      expect(problem).toBeNull();
      expect(await run('echo in')).toBe('in');
      expect(attempts).toEqual([
        expect.objectContaining({ method: 'publickey', fingerprint: fingerprint(name), outcome: 'accepted' }),
      ]);
      expect(asked).toEqual([]);
      // Wiped once it has done its work.
      expect(proof.kind === 'private-key' && proof.privateKey.every((byte) => byte === 0)).toBe(true);
    },
  );

  it('that is refused is offered once, and the Problem says what the server would take', async () => {
    const server = await start([publicKey('other')], 'Banner none');
    const { problem, attempts } = await signIn({ proof: await keyProof('ed25519') });
    expect(problem).toMatchObject({ code: 'ssh.auth-refused', params: { user: server.user, key: 'key' } });
    expect(problem?.details).toContain(`${fingerprint('ed25519')}: refused`);
    expect(problem?.details).toContain('the server goes on with: publickey');
    expect(attempts).toEqual([expect.objectContaining({ outcome: 'refused', methodsLeft: ['publickey'] })]);
    expect(server.log().match(/Failed publickey/g)).toHaveLength(1);
  });

  it('signs in although the server allows one try only', async () => {
    await start([publicKey('ed25519')], 'MaxAuthTries 1');
    expect((await signIn({ proof: await keyProof('ed25519') })).problem).toBeNull();
  });

  it('that is wrong is named even when the server hangs up instead of answering', async () => {
    await start([publicKey('other')], 'MaxAuthTries 1');
    const { problem, attempts } = await signIn({ proof: await keyProof('ed25519') });
    expect(problem).toMatchObject({ code: 'ssh.auth-refused' });
    expect(problem?.details).toContain('Too many authentication failures');
    expect(attempts).toEqual([expect.objectContaining({ method: 'publickey', outcome: 'unanswered' })]);
  });

  it('passes on the server’s banner, without its control characters', async () => {
    writeFileSync(file('banner'), 'Authorised use only\n\x1b[31mred\x1b[0m \x07bell\n');
    await start([publicKey('ed25519')], `Banner ${file('banner')}`);
    const { banners } = await signIn({ proof: await keyProof('ed25519') });
    expect(banners).toEqual(['Authorised use only\nred bell\n']);
  });
});

describe('a certificate beside the key', () => {
  afterEach(() => {
    for (const name of ['ed25519', 'ecdsa', 'rsa']) rmSync(file(`${name}-cert.pub`), { force: true });
  });

  const certify = (name: string, principal: string, ...more: string[]) =>
    keygen('-s', file('authority'), '-I', 'test', '-n', principal, ...more, file(`${name}.pub`));

  it.each(['ed25519', 'ecdsa', 'rsa'])(
    'of a key of type %s signs in where its authority is trusted',
    async (name) => {
      const server = await start([], `TrustedUserCAKeys ${file('authority.pub')}`);
      certify(name, server.user);
      const { problem, attempts } = await signIn({ proof: await keyProof(name) });
      expect(problem).toBeNull();
      expect(await run('echo in')).toBe('in');
      expect(attempts).toHaveLength(1);
      expect(attempts[0]).toMatchObject({ outcome: 'accepted' });
      expect(attempts[0]?.keyType).toMatch(/-cert-v01@openssh\.com$/);
    },
  );

  it('that has expired gives way to the key itself', async () => {
    const server = await start([publicKey('ed25519')], `TrustedUserCAKeys ${file('authority.pub')}`);
    certify('ed25519', server.user, '-V', '20200101:20200102');
    const { problem, attempts } = await signIn({ proof: await keyProof('ed25519') });
    expect(problem).toBeNull();
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['refused', 'accepted']);
  });
});

describe('an SSH agent', () => {
  let agent: ChildProcess;

  async function startAgent(...names: string[]): Promise<void> {
    const socket = file(`agent-${names.join('-')}`);
    agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'inherit'] });
    closers.push(() => void agent.kill());
    await new Promise((resolve) => agent.stdout?.once('data', resolve));
    vi.stubEnv('SSH_AUTH_SOCK', socket);
    for (const name of names) execFileSync('ssh-add', ['-q', file(name)]);
  }

  const agentProof = async (name: string): Promise<Proof> => {
    const key = (await heldKeys()).find((each) => each.fingerprint === fingerprint(name));
    if (key === undefined) throw new Error(`The agent does not hold ${name}`);
    return { kind: 'agent', address: key.address, publicKey: new Uint8Array(key.blob) };
  };

  it('lists its keys with type, comment and fingerprint', async () => {
    await startAgent('ed25519', 'rsa');
    const keys = await heldKeys();
    expect(keys.map(({ type, fingerprint: print }) => [type, print])).toEqual([
      ['ssh-ed25519', fingerprint('ed25519')],
      ['ssh-rsa', fingerprint('rsa')],
    ]);
    expect(keys[0]?.comment).not.toBe('');
  });

  it('offers the chosen key only, whatever else it holds', async () => {
    await startAgent('other', 'ecdsa', 'ed25519', 'rsa');
    const server = await start([publicKey('rsa')], 'MaxAuthTries 1');
    const { problem, attempts } = await signIn({ proof: await agentProof('rsa') });
    expect(problem).toBeNull();
    expect(attempts).toEqual([
      expect.objectContaining({ keyType: 'ssh-rsa', fingerprint: fingerprint('rsa'), outcome: 'accepted' }),
    ]);
    expect(server.log()).not.toContain('Failed publickey');
  });

  it('that is locked does not sign, and that is said', async () => {
    await startAgent('ed25519');
    await start([publicKey('ed25519')]);
    const proof = await agentProof('ed25519');
    execFileSync('ssh-add', ['-qd', file('ed25519')]);
    const { problem } = await signIn({ proof });
    expect(problem).toMatchObject({ code: 'agent.refused' });
  });

  it('that is not there is a Problem of its own', async () => {
    vi.stubEnv('SSH_AUTH_SOCK', file('nowhere'));
    await expect(heldKeys()).rejects.toMatchObject({ problem: { code: 'agent.unreachable' } });
    vi.stubEnv('SSH_AUTH_SOCK', '');
    await expect(heldKeys()).rejects.toMatchObject({ problem: { details: 'SSH_AUTH_SOCK is not set.' } });
  });
});

describe('old algorithms', () => {
  it('are refused, named, and said to be allowable', async () => {
    await start([publicKey('ed25519')], ...OLD);
    const { problem } = await signIn({ proof: await keyProof('ed25519') });
    expect(problem).toMatchObject({
      code: 'ssh.no-common-algorithm',
      params: { theirs: expect.stringContaining('diffie-hellman-group1-sha1') as string },
      remedies: ['allow-old-algorithms', 'copy-details'],
    });
    expect(problem?.details).toContain('curve25519-sha256');
  });

  it('are used where they are allowed', async () => {
    await start([publicKey('ed25519')], ...OLD);
    const { problem } = await signIn({ proof: await keyProof('ed25519'), oldAlgorithms: true });
    expect(problem).toBeNull();
    expect(await run('echo in')).toBe('in');
  });

  it('are not offered as the way out where they would not help', async () => {
    await start([publicKey('ed25519')], 'Ciphers chacha20-poly1305@openssh.com');
    const { problem } = await signIn({ proof: await keyProof('ed25519') });
    expect(problem).toMatchObject({ code: 'ssh.no-common-algorithm' });
    expect(problem?.remedies).not.toContain('allow-old-algorithms');
  });
});

/** OpenSSH's server checks passwords for root only; where every turn counts, ssh2's server stands in. */
describe('a server that asks', () => {
  type Check = ConstructorParameters<typeof Server>[1];

  async function serve(onClient: NonNullable<Check>): Promise<number> {
    const server = new Server({ hostKeys: [readFileSync(file('other'))] }, onClient);
    closers.push(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as { port: number }).port;
  }

  const password = { kind: 'password' } as const;
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
    const { problem, attempts, asked } = await signIn({
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
    const { problem, asked } = await signIn({ proof: password, port, user: 'min', answer: () => ['wrong'] });
    expect(problem).toMatchObject({ code: 'ssh.password-refused', params: { user: 'min' } });
    expect(asked).toHaveLength(3);
  });

  it('ends without noise when the person cancels', async () => {
    const port = await serve((client) => {
      client.on('error', () => undefined);
      client.on('authentication', (context) => context.reject(['password']));
    });
    const { problem, attempts } = await signIn({ proof: password, port, user: 'min' });
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
    const { problem, attempts, asked } = await signIn({
      proof: await keyProof('ed25519'),
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
    const passwordHash = execFileSync('openssl', ['passwd', '-6', 'right'], { encoding: 'utf8' }).trim();
    sshd = await startSshd({
      passwordHash,
      // The user has this process's uid.
      extraConfig: ['PasswordAuthentication yes', 'PermitRootLogin yes'],
    });
    const answers = [['wrong'], ['right']];
    const { problem, attempts } = await signIn({ proof: password, answer: () => answers.shift() ?? null });
    expect(problem).toBeNull();
    expect(await run('echo in')).toBe('in');
    expect(attempts.map(({ method, outcome }) => [method, outcome])).toEqual([
      ['none', 'refused'],
      ['password', 'refused'],
      ['password', 'accepted'],
    ]);
  });

  itAsRoot('of OpenSSH wants a key and a password', async () => {
    const passwordHash = execFileSync('openssl', ['passwd', '-6', 'right'], { encoding: 'utf8' }).trim();
    sshd = await startSshd({
      passwordHash,
      authorizedKeys: [publicKey('ed25519')],
      extraConfig: [
        'PasswordAuthentication yes',
        'PermitRootLogin yes',
        'AuthenticationMethods publickey,password',
      ],
    });
    const { problem, attempts } = await signIn({ proof: await keyProof('ed25519'), answer: () => ['right'] });
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
      sshd = await startSshd({ pam, extraConfig: byCode });
      const answers = [['right'], ['654321'], ['right'], ['123456']];
      const { problem, attempts, asked } = await signIn({
        proof: password,
        answer: () => answers.shift() ?? null,
      });
      expect(problem).toBeNull();
      expect(await run('echo in')).toBe('in');
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
      sshd = await startSshd({ pam, authorizedKeys: [publicKey('ed25519')], extraConfig });
      const answers = [['right'], ['123456']];
      const { problem, attempts } = await signIn({
        proof: await keyProof('ed25519'),
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
    await start([publicKey('ed25519')]);
    const { problem, asked } = await signIn({ proof: password });
    expect(problem).toMatchObject({ code: 'ssh.method-not-offered', params: { methods: 'publickey' } });
    expect(asked).toEqual([]);
  });

  it('of OpenSSH wants two keys: the first counts, the second is missing', async () => {
    await start([publicKey('ed25519')], 'AuthenticationMethods publickey,publickey');
    const { problem, attempts } = await signIn({ proof: await keyProof('ed25519') });
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['partial']);
    expect(problem).toMatchObject({ code: 'ssh.more-wanted', params: { methods: 'publickey' } });
  });
});
