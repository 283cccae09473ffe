import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Prompt, SignIn } from '../shared/contract/index.js';
import { problem, ProblemError } from '../shared/problem.js';
import { Prompts } from './prompts.js';
import { Passphrases, type Vault } from './passphrases.js';
import { proofFor, type ProofParts } from './proofs.js';

const PATH = '/home/min/.ssh/id_ed25519';
const RIGHT = 'open sesame';
const signIn: SignIn = { user: 'ubuntu', identity: { kind: 'key-file', path: PATH } };
const context = { connectionId: 'c1', nodeId: 'i-1', signIn };

/** A vault that changes every byte: enough to see that nothing is kept in clear. */
const vaultOf = (isAvailable: boolean): Vault => ({
  isAvailable: () => isAvailable,
  encrypt: (text) => Buffer.from(text).map((byte) => byte ^ 0xff) as Buffer,
  decrypt: (bytes) => Buffer.from(bytes.map((byte) => byte ^ 0xff)).toString(),
});

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-proofs-'));
  file = join(folder, 'passphrases.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function setUp(answers: (string | null)[], { vault = vaultOf(true), keep = false } = {}) {
  const asked: Prompt[] = [];
  const prompts: Prompts = new Prompts({
    ask: (prompt) => {
      asked.push(prompt);
      const answer = answers.shift() ?? null;
      prompts.answer(prompt.promptId, answer === null ? null : { answers: [answer], keep });
    },
    withdrawn: () => undefined,
  });
  const loadKey = vi.fn((path: string, passphrase?: string) => {
    if (passphrase === undefined) return Promise.reject(new ProblemError(problem('key.encrypted', { path })));
    if (passphrase !== RIGHT)
      return Promise.reject(new ProblemError(problem('key.passphrase-wrong', { path })));
    return Promise.resolve({ privateKey: new Uint8Array([1, 2, 3]), certificate: null });
  });
  const usedKey = vi.fn();
  const parts: ProofParts = {
    loadKey,
    heldKey: () => Promise.reject(new Error('not asked')),
    pushKey: (nodeId, user) =>
      Promise.resolve(new TextEncoder().encode(`${nodeId} ${user}`) as Uint8Array<ArrayBuffer>),
    passphrases: new Passphrases(file, vault),
    prompts,
    usedKey,
  };
  return { parts, asked, loadKey, usedKey };
}

describe('a key with a passphrase', () => {
  it('asks for it once for as long as the app runs, and keeps it in no file', async () => {
    const { parts, asked, usedKey } = setUp([RIGHT]);
    expect(await proofFor(parts, context)).toMatchObject({ kind: 'private-key' });
    expect(await proofFor(parts, context)).toMatchObject({ kind: 'private-key' });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ kind: 'passphrase', nodeId: 'i-1', params: { key: 'id_ed25519' } });
    expect(usedKey).toHaveBeenCalledWith(PATH);
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });

  it('asks again after a wrong one, and gives up after three', async () => {
    const { parts, asked } = setUp(['a', 'b', 'c', RIGHT]);
    await expect(proofFor(parts, context)).rejects.toMatchObject({
      problem: { code: 'key.passphrase-wrong' },
    });
    expect(asked.map(({ isAgain }) => isAgain)).toEqual([false, true, true]);
  });

  it('ends without noise when the person cancels', async () => {
    const { parts } = setUp([null]);
    await expect(proofFor(parts, context)).rejects.toMatchObject({ problem: { code: 'sign-in.cancelled' } });
  });

  it('is kept for the next start where the person asks for it, encrypted and for its owner only', async () => {
    const first = setUp([RIGHT], { keep: true });
    await proofFor(first.parts, context);
    expect(await readFile(file, 'utf8')).not.toContain(RIGHT);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    const nextStart = setUp([]);
    await proofFor(nextStart.parts, context);
    expect(nextStart.asked).toEqual([]);
    await nextStart.parts.passphrases.forget();
    expect(await readFile(file, 'utf8')).toBe('{}\n');
  });

  it('is never kept where the system does not really encrypt, whatever was ticked', async () => {
    const { parts, asked } = setUp([RIGHT], { vault: vaultOf(false), keep: true });
    await proofFor(parts, context);
    expect(asked[0]?.keeping).toBe('impossible');
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });

  it('is forgotten when it no longer opens the key', async () => {
    const old = setUp([RIGHT]);
    await old.parts.passphrases.keep(PATH, 'former', true);
    await proofFor(old.parts, context);
    expect(old.asked.map(({ isAgain }) => isAgain)).toEqual([false]);
    expect(old.loadKey.mock.calls.map(([, passphrase]) => passphrase)).toEqual(['former', RIGHT]);
  });
});

describe('other proofs', () => {
  it('are a fresh pushed key, and nothing at all for a password', async () => {
    const { parts } = setUp([]);
    const pushed = { ...context, signIn: { user: 'min', identity: { kind: 'instance-connect' as const } } };
    expect(await proofFor(parts, pushed)).toEqual({
      kind: 'private-key',
      privateKey: new TextEncoder().encode('i-1 min'),
      certificate: null,
    });
    const password = { ...context, signIn: { user: 'min', identity: { kind: 'password' as const } } };
    expect(await proofFor(parts, password)).toEqual({ kind: 'password' });
  });
});
