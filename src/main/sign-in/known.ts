import type { SignIn } from '../../shared/contract/index.js';
import { defaultUser, type ManagedNode } from '../../shared/node.js';
import { MAX_RECENT_KEYS, type Settings } from '../settings/schema.js';

/** How to sign in to a node, and which setting says so. */
export interface KnownSignIn {
  readonly signIn: SignIn;
  readonly from: 'node' | 'key-pair';
}

/** What the settings say of signing in to a node, the most specific first; null when a key has yet to be chosen. */
export function knownSignIn(
  settings: Settings,
  nodeId: string,
  node: ManagedNode | undefined,
): KnownSignIn | null {
  const own = settings.signIn.nodes[nodeId];
  if (own !== undefined) return { signIn: own, from: 'node' };
  if (node === undefined || node.keyPair === null) return null;
  const pair = settings.signIn.keyPairs[node.keyPair];
  const user = pair?.user ?? defaultUser(node);
  if (pair === undefined || user === null) return null;
  return { signIn: { user, identity: pair.identity }, from: 'key-pair' };
}

/** Remembers how to sign in to one node, or to all nodes launched with its key pair. */
export function rememberSignIn(
  settings: Settings,
  nodeId: string,
  node: ManagedNode | undefined,
  scope: 'node' | 'key-pair',
  signIn: SignIn,
): Settings {
  const { nodes, keyPairs } = settings.signIn;
  if (scope === 'node' || node === undefined || node.keyPair === null) {
    return withSignIn(settings, { nodes: { ...nodes, [nodeId]: signIn } });
  }
  // Nodes with one key pair may run different images: a user that is the image's own is not pinned for all of them.
  const { user, identity } = signIn;
  const entry = user === defaultUser(node) ? { identity } : { user, identity };
  // The node's own entry would go before what has just been chosen.
  const { [nodeId]: _replaced, ...others } = nodes;
  return withSignIn(settings, { nodes: others, keyPairs: { ...keyPairs, [node.keyPair]: entry } });
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
  return settings;
}

/** Lets a node's SSH server use algorithms that are no longer safe. */
export function allowOldAlgorithms(settings: Settings, nodeId: string): Settings {
  return withSignIn(settings, { oldAlgorithms: [...new Set([...settings.signIn.oldAlgorithms, nodeId])] });
}

/** Puts a key file first among those used before. */
export function withRecentKey(settings: Settings, keyFile: string): Settings {
  const recentKeys = [keyFile, ...settings.signIn.recentKeys.filter((each) => each !== keyFile)];
  return withSignIn(settings, { recentKeys: recentKeys.slice(0, MAX_RECENT_KEYS) });
}

function withSignIn(settings: Settings, change: Partial<Settings['signIn']>): Settings {
  return { ...settings, signIn: { ...settings.signIn, ...change } };
}
