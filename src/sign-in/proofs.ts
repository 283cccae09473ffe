import type { Proof, SignIn } from '../shared/contract/index.js';
import { identityName } from '../shared/identity-name.js';
import { problem, ProblemError } from '../shared/problem.js';
import type { Prompts } from './prompts.js';
import type { HeldKey } from './agent-keys.js';
import type { Passphrases } from './passphrases.js';

/** As OpenSSH's ssh: so often a passphrase is asked for. */
const MAX_PASSPHRASES = 3;

/** A key that was read and decrypted. */
export interface LoadedKey {
  readonly privateKey: Uint8Array<ArrayBuffer>;
  readonly certificate: Uint8Array<ArrayBuffer> | null;
}

/** What the proofs are made of. */
export interface ProofParts {
  /** @throws ProblemError `key.encrypted` without a passphrase, `key.passphrase-wrong` with a wrong one, and others */
  loadKey(path: string, passphrase?: string): Promise<LoadedKey>;
  /** Finds a key of an agent. @throws ProblemError */
  heldKey(nodeId: string, fingerprint: string, name: string): Promise<HeldKey>;
  /** Makes a key and has it let in for a minute. @throws ProblemError */
  pushKey(nodeId: string, user: string): Promise<Uint8Array<ArrayBuffer>>;
  readonly passphrases: Passphrases;
  readonly prompts: Pick<Prompts, 'ask'>;
  /** A key file has been opened. */
  usedKey(path: string): void;
}

/** Who wants to sign in where. */
export interface ProofContext {
  readonly connectionId: string;
  readonly nodeId: string;
  readonly signIn: SignIn;
}

/**
 * Gets what a connection signs in with, asking the person for a passphrase where the key has one that is not known.
 *
 * @throws ProblemError, `sign-in.cancelled` when the person does not want to answer
 */
export async function proofFor(parts: ProofParts, context: ProofContext): Promise<Proof> {
  const { nodeId, signIn } = context;
  const { identity, user } = signIn;
  switch (identity.kind) {
    case 'key-file': {
      const key = await openKey(parts, context, identity.path);
      parts.usedKey(identity.path);
      return { kind: 'private-key', ...key };
    }
    case 'agent': {
      const { address, blob } = await parts.heldKey(
        nodeId,
        identity.fingerprint,
        identityName(identity) ?? '',
      );
      return { kind: 'agent', address, publicKey: new Uint8Array(blob) };
    }
    case 'instance-connect':
      return { kind: 'private-key', privateKey: await parts.pushKey(nodeId, user), certificate: null };
    case 'password':
      return { kind: 'password' };
  }
}

async function openKey(parts: ProofParts, context: ProofContext, path: string): Promise<LoadedKey> {
  const { passphrases } = parts;
  const known = await passphrases.recall(path);
  const first = await attempt(parts.loadKey(path, known ?? undefined));
  if (first !== 'encrypted' && first !== 'wrong') return first;
  // What is known is no longer true: the key has got another passphrase.
  if (known !== null) await passphrases.forget(path);
  for (let asked = 0; asked < MAX_PASSPHRASES; asked++) {
    const answer = await parts.prompts.ask(context.connectionId, {
      kind: 'passphrase',
      nodeId: context.nodeId,
      params: { key: identityName({ kind: 'key-file', path }) ?? path, path },
      name: '',
      instructions: '',
      fields: [{ label: '', echo: false }],
      isAgain: asked > 0,
      keeping: passphrases.canKeep ? 'possible' : 'impossible',
    });
    const passphrase = answer?.answers[0];
    if (answer === null || passphrase === undefined) throw cancelled(context.nodeId);
    const key = await attempt(parts.loadKey(path, passphrase));
    if (key === 'encrypted' || key === 'wrong') continue;
    await passphrases.keep(path, passphrase, answer.keep);
    return key;
  }
  throw new ProblemError(
    problem('key.passphrase-wrong', { path }, { remedies: ['retry', 'change-sign-in'] }),
  );
}

/** A key that was opened, or in which way a passphrase is needed. */
async function attempt(loading: Promise<LoadedKey>): Promise<LoadedKey | 'encrypted' | 'wrong'> {
  try {
    const { privateKey, certificate } = await loading;
    return { privateKey, certificate };
  } catch (error) {
    const code = error instanceof ProblemError ? error.problem.code : null;
    if (code === 'key.encrypted') return 'encrypted';
    if (code === 'key.passphrase-wrong') return 'wrong';
    throw error;
  }
}

/** The person did not want to answer: no failure, but the end all the same. */
function cancelled(node: string): ProblemError {
  return new ProblemError(problem('sign-in.cancelled', { node }, { remedies: ['retry'] }));
}
