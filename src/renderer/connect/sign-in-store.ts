import { create } from 'zustand';
import type { Args, KeyFile, MainCalls, Result, SignIn } from '../../shared/contract/index.js';
import { call } from '../bridge.js';

export type ResolvedSignIn = Result<MainCalls, 'signIn.resolve'>;
/** For whom a sign-in is remembered, if for anyone. */
export type RememberScope = Args<MainCalls, 'signIn.remember'>['scope'] | 'once';

/** What is known of signing in to each node that was looked at. */
export const useSignIns = create<{ readonly known: ReadonlyMap<string, ResolvedSignIn> }>(() => ({
  known: new Map(),
}));

/** Asks main how to sign in to a node, and keeps the answer for the details pane. */
export async function resolveSignIn(nodeId: string): Promise<ResolvedSignIn> {
  const resolved = await call('signIn.resolve', { nodeId });
  useSignIns.setState(({ known }) => ({ known: new Map(known).set(nodeId, resolved) }));
  return resolved;
}

/** Remembers a choice where the person wants it kept. What is known of other nodes may change with it: forget that. */
export async function rememberSignIn(nodeId: string, scope: RememberScope, signIn: SignIn): Promise<void> {
  if (scope === 'once') return;
  await call('signIn.remember', { nodeId, scope, signIn });
  useSignIns.setState({ known: new Map() });
}

/** Forgets what was remembered for a node. */
export async function forgetSignIn(nodeId: string): Promise<void> {
  await call('signIn.forget', { nodeId });
  useSignIns.setState({ known: new Map() });
}

/** Lets a node's SSH server use algorithms that are no longer safe, or does so no longer. */
export async function allowOldAlgorithms(nodeId: string, isAllowed: boolean): Promise<void> {
  await call('signIn.allowOldAlgorithms', { nodeId, isAllowed });
  useSignIns.setState({ known: new Map() });
}

/** Whether a key can be used as it is. */
export const isUsable = (key: KeyFile): boolean => key.problem === null;
