import { create } from 'zustand';
import type { Args, KeyFile, MainCalls, Result, SignIn } from '../../shared/contract/index.js';
import { call } from '../bridge.js';

export type ResolvedSignIn = Result<MainCalls, 'signIn.resolve'>;
/** For whom a sign-in is remembered, if for anyone. */
export type RememberScope = Args<MainCalls, 'signIn.remember'>['scope'] | 'once';

interface SignIns {
  /** What is known of signing in to each node that was looked at. */
  readonly known: ReadonlyMap<string, ResolvedSignIn>;
  /** The nodes of which it may no longer be true; it is shown until there is a new answer. */
  readonly stale: ReadonlySet<string>;
}

/** How to sign in to nodes, as main has said it. */
export const useSignIns = create<SignIns>(() => ({ known: new Map(), stale: new Set() }));

/** What is remembered for one node may hold for others, too. */
const outdate = (): void => useSignIns.setState(({ known }) => ({ stale: new Set(known.keys()) }));

/** Asks main how to sign in to a node, and keeps the answer for the details pane. */
export async function resolveSignIn(nodeId: string): Promise<ResolvedSignIn> {
  const resolved = await call('signIn.resolve', { nodeId });
  useSignIns.setState(({ known, stale }) => ({
    known: new Map(known).set(nodeId, resolved),
    stale: new Set([...stale].filter((id) => id !== nodeId)),
  }));
  return resolved;
}

/** Remembers a choice where the person wants it kept. */
export async function rememberSignIn(nodeId: string, scope: RememberScope, signIn: SignIn): Promise<void> {
  if (scope === 'once') return;
  await call('signIn.remember', { nodeId, scope, signIn });
  outdate();
}

/** Forgets what was remembered for a node. */
export async function forgetSignIn(nodeId: string): Promise<void> {
  await call('signIn.forget', { nodeId });
  outdate();
}

/** Lets a node's SSH server use algorithms that are no longer safe, or does so no longer. */
export async function allowOldAlgorithms(nodeId: string, isAllowed: boolean): Promise<void> {
  await call('signIn.allowOldAlgorithms', { nodeId, isAllowed });
  outdate();
}

/** Whether a key can be used as it is. */
export const isUsable = (key: KeyFile): boolean => key.problem === null;
