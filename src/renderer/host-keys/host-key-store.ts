import { create } from 'zustand';
import type { PinnedKey } from '../../shared/contract/index.js';
import { call, on } from '../bridge.js';

/** What is pinned for each node that was looked at. */
export const useKnownHostKeys = create<{ readonly known: ReadonlyMap<string, readonly PinnedKey[]> }>(() => ({
  known: new Map(),
}));

/** Asks main what is pinned for a node, and keeps the answer for the details pane. */
export async function loadKnownHostKeys(nodeId: string): Promise<void> {
  const { keys } = await call('hostKeys.known', { nodeId });
  useKnownHostKeys.setState(({ known }) => ({ known: new Map(known).set(nodeId, keys) }));
}

/** Drops what has changed, so that it is asked for anew; the function returned stops that. */
export function followHostKeys(): () => void {
  return on('hostKeys.changed', ({ nodeId }) => {
    useKnownHostKeys.setState(({ known }) => {
      const next = new Map(known);
      next.delete(nodeId);
      return { known: next };
    });
  });
}
