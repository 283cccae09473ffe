import type { AnyAuthMethod, KeyboardInteractiveAuthMethod, Prompt as ServerPrompt } from 'ssh2';
import type { Args, Attempt, ConnectionCalls, Proof } from '../../shared/contract/index.js';
import { plainText } from './plain-text.js';
import { keyFor } from './public-key-request.js';
import { signersOf, type Signer } from './signer.js';

/** As OpenSSH's NumberOfPasswordPrompts: so often a person is asked anew after a wrong answer. */
const MAX_QUESTIONS = 3;
/** As many as a prompt takes; more than any server asks at once. */
const MAX_FIELDS = 20;
const MAX_LABEL = 2_000;
const MAX_WORDS = 20_000;
/** Of the methods that end in a question, the one that can ask anything first, as OpenSSH's client prefers them. */
const ASKING = ['keyboard-interactive', 'password'] as const;

type Asking = (typeof ASKING)[number];
export type ServerQuestion = Args<ConnectionCalls, 'signIn.prompt'>;

/** Why there is nothing more to try. */
export type Exhausted =
  /** What was offered has been refused. */
  | { readonly kind: 'refused'; readonly method: Attempt['method']; readonly methodsLeft: readonly string[] }
  /** What was offered was right, but the server wants a further proof that this sign-in has not got. */
  | { readonly kind: 'more-wanted'; readonly methodsLeft: readonly string[] }
  /** The server takes no proof of this kind at all. */
  | { readonly kind: 'not-offered'; readonly methodsLeft: readonly string[] }
  | { readonly kind: 'cancelled' };

/** What an authentication needs of the rest. */
export interface AuthenticationHooks {
  /** Asks the person; null when they cancel. */
  ask(question: ServerQuestion): Promise<readonly string[] | null>;
  attempted(attempt: Attempt): void;
  /** Nothing is left to try. Without it nothing more is sent. */
  exhausted(why: Exhausted): void;
}

/**
 * The order of proofs in one sign-in (RFC 4252): only what was chosen is offered, each key once, so that a server that
 * counts tries does not lock people out; questions go to the person; what a server wants after a partial success is given
 * where it can be.
 */
export class Authentication {
  private readonly signers: readonly Signer[];
  private readonly unoffered: Signer[];
  private readonly asked = new Map<Asking, number>();
  private pending: Omit<Attempt, 'outcome' | 'methodsLeft'> | null = null;
  /** Whether the server has asked anything since the keyboard-interactive attempt began. */
  private hasAsked = false;

  /**
   * @param user the name on the node
   * @param proof what to offer; `end` forgets it
   * @throws Error when the proof's key cannot be read
   */
  public constructor(
    private readonly user: string,
    proof: Proof,
    private readonly hooks: AuthenticationHooks,
  ) {
    this.signers = signersOf(proof);
    this.unoffered = [...this.signers];
  }

  /**
   * The next proof to offer, for ssh2's `authHandler`.
   *
   * @param methodsLeft what the server would go on with; null before its first answer
   * @param partial whether the last attempt was right, and more is wanted
   * @returns null when there is nothing more to offer, which `exhausted` has heard of
   */
  public async next(
    methodsLeft: readonly string[] | null,
    partial: boolean | null,
  ): Promise<AnyAuthMethod | null> {
    const last = this.pending?.method ?? null;
    this.answered(partial === true ? 'partial' : 'refused', methodsLeft ?? []);
    if (methodsLeft === null) return this.key() ?? this.none();
    const withKey = methodsLeft.includes('publickey') && (last === 'publickey' || partial === true);
    const key = withKey ? this.key() : null;
    if (key !== null) return key;
    if (last === 'publickey' && partial !== true)
      return this.exhausted({ kind: 'refused', method: last, methodsLeft });
    // OpenSSH offers keyboard-interactive even when nothing behind it has a question: the next method, then.
    if (last === 'keyboard-interactive' && !this.hasAsked) this.asked.set(last, MAX_QUESTIONS);
    const method = this.askingMethod(methodsLeft);
    if (method !== null) return method === 'password' ? this.password() : this.keyboard();
    if (partial === true) return this.exhausted({ kind: 'more-wanted', methodsLeft });
    return this.exhausted(
      last === null || this.asked.size === 0
        ? { kind: 'not-offered', methodsLeft }
        : { kind: 'refused', method: last, methodsLeft },
    );
  }

  /** Ends it: the server has let us in, or the connection has gone and the last attempt has no answer. */
  public end(outcome: 'accepted' | 'unanswered'): void {
    this.answered(outcome, []);
    for (const signer of this.signers) signer.wipe();
  }

  private answered(outcome: Attempt['outcome'], methodsLeft: readonly string[]): void {
    const pending = this.pending;
    this.pending = null;
    if (pending !== null) this.hooks.attempted({ ...pending, outcome, methodsLeft: [...methodsLeft] });
  }

  private exhausted(why: Exhausted): null {
    this.hooks.exhausted(why);
    return null;
  }

  private none(): AnyAuthMethod {
    // Tells the methods that the server takes, and does not count as a try.
    this.pending = { method: 'none', keyType: null, fingerprint: null };
    return { type: 'none', username: this.user };
  }

  private key(): AnyAuthMethod | null {
    const signer = this.unoffered.shift();
    if (signer === undefined) return null;
    this.pending = { method: 'publickey', keyType: signer.type, fingerprint: signer.fingerprint };
    return { type: 'publickey', username: this.user, key: keyFor(signer) };
  }

  private askingMethod(methodsLeft: readonly string[]): Asking | null {
    const found = ASKING.find(
      (method) => methodsLeft.includes(method) && (this.asked.get(method) ?? 0) < MAX_QUESTIONS,
    );
    return found ?? null;
  }

  /** Counts an attempt by a method, and tells whether there was one before it. */
  private count(method: Asking): boolean {
    const before = this.asked.get(method) ?? 0;
    this.asked.set(method, before + 1);
    return before > 0;
  }

  private async password(): Promise<AnyAuthMethod | null> {
    const isAgain = this.count('password');
    const fields = [{ label: '', echo: false }];
    const answers = await this.hooks.ask({
      kind: 'password',
      name: '',
      instructions: '',
      fields,
      isAgain,
      params: {},
    });
    const password = answers?.[0];
    if (password === undefined) return this.exhausted({ kind: 'cancelled' });
    this.pending = { method: 'password', keyType: null, fingerprint: null };
    return { type: 'password', username: this.user, password };
  }

  private keyboard(): AnyAuthMethod {
    let isAgain = this.count('keyboard-interactive');
    this.hasAsked = false;
    this.pending = { method: 'keyboard-interactive', keyType: null, fingerprint: null };
    const prompt: KeyboardInteractiveAuthMethod['prompt'] = (
      name,
      instructions,
      _language,
      prompts,
      finish,
    ) => {
      this.hasAsked = true;
      const question = serverQuestion(name, instructions, prompts, isAgain);
      // Later questions of one attempt are further steps, not repetitions.
      isAgain = false;
      void this.hooks.ask(question).then((answers) => {
        if (answers === null) this.exhausted({ kind: 'cancelled' });
        else finish([...answers]);
      });
    };
    return { type: 'keyboard-interactive', username: this.user, prompt };
  }
}

function serverQuestion(
  name: string,
  instructions: string,
  prompts: readonly ServerPrompt[],
  isAgain: boolean,
): ServerQuestion {
  // OpenSSH puts what PAM has to say before a question into the question: all its lines but the last.
  const asked = prompts.slice(0, MAX_FIELDS).map(({ prompt, echo }) => {
    const lines = plainText(prompt, MAX_LABEL).trim().split('\n');
    return { label: (lines.pop() ?? '').trim(), words: lines.join('\n').trim(), echo: echo === true };
  });
  const words = [plainText(instructions).trim(), ...asked.map((each) => each.words)];
  return {
    kind: 'keyboard-interactive',
    params: {},
    name: plainText(name, MAX_LABEL).trim(),
    instructions: words
      .filter((each) => each !== '')
      .join('\n')
      .slice(0, MAX_WORDS),
    fields: asked.map(({ label, echo }) => ({ label, echo })),
    isAgain,
  };
}
