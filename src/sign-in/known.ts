import type { z } from 'zod';
import type { rememberScopeSchema, SignIn } from '../shared/contract/index.js';
import { defaultUser, type ManagedNode } from '../shared/node.js';
import { MAX_RECENT_KEYS, type Settings } from '../settings/schema.js';

export type RememberScope = z.infer<typeof rememberScopeSchema>;

/** How to sign in to a node, and which setting says so. */
export interface KnownSignIn {
  readonly signIn: SignIn;
  readonly from: 'node' | 'key-pair' | 'tag';
  readonly tag?: { readonly key: string; readonly value: string };
}

type SharedSignIn = Omit<SignIn, 'user'> & { readonly user?: string | undefined };

/** What the settings say of signing in to a node, the most specific first; null when a key has yet to be chosen. */
export function knownSignIn(
  settings: Settings,
  nodeId: string,
  node: ManagedNode | undefined,
): KnownSignIn | null {
  const own = settings.signIn.nodes[nodeId];
  if (own !== undefined) return { signIn: own, from: 'node' };
  if (node === undefined) return null;
  const pair = node.keyPair === null ? undefined : settings.signIn.keyPairs[node.keyPair];
  const ofPair = pair && withUser(pair, node);
  if (ofPair) return { signIn: ofPair, from: 'key-pair' };
  for (const { key, value, ...shared } of settings.signIn.tags) {
    const signIn = node.tags[key] === value ? withUser(shared, node) : undefined;
    if (signIn) return { signIn, from: 'tag', tag: { key, value } };
  }
  return null;
}

/** Remembers how to sign in to one node, or to all that share its key pair or a tag. */
export function rememberSignIn(
  settings: Settings,
  nodeId: string,
  node: ManagedNode | undefined,
  scope: RememberScope,
  signIn: SignIn,
): Settings {
  const { nodes, keyPairs, tags } = settings.signIn;
  const shared = node === undefined ? signIn : withoutUsualUser(signIn, node);
  // The node's own entry, or its key pair's, would go before what has just been chosen for more nodes.
  const { [nodeId]: _replaced, ...otherNodes } = nodes;
  if (scope === 'key-pair' && node !== undefined && node.keyPair !== null)
    return withSignIn(settings, { nodes: otherNodes, keyPairs: { ...keyPairs, [node.keyPair]: shared } });
  const key = scope.startsWith('tag:') ? scope.slice('tag:'.length) : '';
  const value = node?.tags[key];
  if (value === undefined) return withSignIn(settings, { nodes: { ...nodes, [nodeId]: signIn } });
  const others = tags.filter((each) => each.key !== key || each.value !== value);
  const { [node?.keyPair ?? '']: _ofPair, ...otherPairs } = keyPairs;
  return withSignIn(settings, {
    nodes: otherNodes,
    keyPairs: otherPairs,
    tags: [{ key, value, ...shared }, ...others],
  });
}

/** Forgets the setting that `knownSignIn` would find for a node. */
export function forgetSignIn(settings: Settings, nodeId: string, node: ManagedNode | undefined): Settings {
  const found = knownSignIn(settings, nodeId, node);
  if (found?.from === 'node') {
    const { [nodeId]: _forgotten, ...nodes } = settings.signIn.nodes;
    return withSignIn(settings, { nodes });
  }
  if (found?.from === 'key-pair' && node !== undefined && node.keyPair !== null) {
    const { [node.keyPair]: _forgotten, ...keyPairs } = settings.signIn.keyPairs;
    return withSignIn(settings, { keyPairs });
  }
  const tag = found?.tag;
  if (tag === undefined) return settings;
  const tags = settings.signIn.tags.filter(({ key, value }) => key !== tag.key || value !== tag.value);
  return withSignIn(settings, { tags });
}

/** Lets a node's SSH server use algorithms that are no longer safe, or does so no longer. */
export function allowOldAlgorithms(settings: Settings, nodeId: string, isAllowed: boolean): Settings {
  const others = settings.signIn.oldAlgorithms.filter((each) => each !== nodeId);
  return withSignIn(settings, { oldAlgorithms: isAllowed ? [...others, nodeId] : others });
}

/** Puts a key file first among those used before. */
export function withRecentKey(settings: Settings, keyFile: string): Settings {
  const recentKeys = [keyFile, ...settings.signIn.recentKeys.filter((each) => each !== keyFile)];
  return withSignIn(settings, { recentKeys: recentKeys.slice(0, MAX_RECENT_KEYS) });
}

/** A shared sign-in for one of its nodes; undefined where nobody knows the user. */
function withUser({ user, ...rest }: SharedSignIn, node: ManagedNode): SignIn | undefined {
  const known = user ?? defaultUser(node);
  return known === null ? undefined : { user: known, ...rest };
}

/** Nodes that share a key pair or a tag may run different images: a user that is the image's own is not pinned. */
function withoutUsualUser(signIn: SignIn, node: ManagedNode): SharedSignIn {
  const { user, ...rest } = signIn;
  return user === defaultUser(node) ? rest : signIn;
}

function withSignIn(settings: Settings, change: Partial<Settings['signIn']>): Settings {
  return { ...settings, signIn: { ...settings.signIn, ...change } };
}
