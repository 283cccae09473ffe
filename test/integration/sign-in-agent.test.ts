import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Proof } from '../../src/shared/contract/index.js';
import { heldKeys } from '../../src/sign-in/agent-keys.js';
import { DirectSignIn } from '../support/direct-sign-in.js';

const direct = new DirectSignIn();

beforeAll(() => {
  direct.make('ed25519', 'ed25519');
  direct.make('ecdsa', 'ecdsa');
  direct.make('rsa', 'rsa');
  direct.make('other', 'ed25519');
});

afterAll(() => direct.close());

afterEach(async () => {
  await direct.endTry();
  vi.unstubAllEnvs();
});

describe('an SSH agent', () => {
  let agent: ChildProcess;

  async function startAgent(...names: string[]): Promise<void> {
    const socket = direct.file(`agent-${names.join('-')}`);
    agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'inherit'] });
    direct.atEnd(() => void agent.kill());
    await new Promise((resolve) => agent.stdout?.once('data', resolve));
    vi.stubEnv('SSH_AUTH_SOCK', socket);
    for (const name of names) execFileSync('ssh-add', ['-q', direct.file(name)]);
  }

  const agentProof = async (name: string): Promise<Proof> => {
    const key = (await heldKeys()).find((each) => each.fingerprint === direct.fingerprint(name));
    if (key === undefined) throw new Error(`The agent does not hold ${name}`);
    return { kind: 'agent', address: key.address, publicKey: new Uint8Array(key.blob) };
  };

  it('lists its keys with type, comment and fingerprint', async () => {
    await startAgent('ed25519', 'rsa');
    const keys = await heldKeys();
    expect(keys.map(({ type, fingerprint: print }) => [type, print])).toEqual([
      ['ssh-ed25519', direct.fingerprint('ed25519')],
      ['ssh-rsa', direct.fingerprint('rsa')],
    ]);
    expect(keys[0]?.comment).not.toBe('');
  });

  it('offers the chosen key only, whatever else it holds', async () => {
    await startAgent('other', 'ecdsa', 'ed25519', 'rsa');
    const server = await direct.start({
      authorizedKeys: [direct.publicKey('rsa')],
      extraConfig: ['MaxAuthTries 1'],
    });
    const { problem, attempts } = await direct.signIn({ proof: await agentProof('rsa') });
    expect(problem).toBeNull();
    expect(attempts).toEqual([
      expect.objectContaining({
        keyType: 'ssh-rsa',
        fingerprint: direct.fingerprint('rsa'),
        outcome: 'accepted',
      }),
    ]);
    expect(server.log()).not.toContain('Failed publickey');
  });

  it('that is locked does not sign, and that is said', async () => {
    await startAgent('ed25519');
    await direct.start({ authorizedKeys: [direct.publicKey('ed25519')] });
    const proof = await agentProof('ed25519');
    execFileSync('ssh-add', ['-qd', direct.file('ed25519')]);
    const { problem } = await direct.signIn({ proof });
    expect(problem).toMatchObject({ code: 'agent.refused' });
  });

  it('that is not there is a Problem of its own', async () => {
    vi.stubEnv('SSH_AUTH_SOCK', direct.file('nowhere'));
    await expect(heldKeys()).rejects.toMatchObject({ problem: { code: 'agent.unreachable' } });
    vi.stubEnv('SSH_AUTH_SOCK', '');
    await expect(heldKeys()).rejects.toMatchObject({ problem: { details: 'SSH_AUTH_SOCK is not set.' } });
  });
});
