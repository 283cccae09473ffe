import { create } from 'zustand';
import type { Check } from '../../shared/contract/index.js';
import { toProblem, type Problem } from '../../shared/problem.js';
import { call } from '../bridge.js';

/** What was found is good for so long (ms): going back and forth between two nodes asks AWS nothing anew. */
const FRESH_MS = 30_000;

export interface Preflight {
  readonly checks: readonly Check[] | null;
  /** Why the checks could not be made. */
  readonly problem: Problem | null;
  readonly isRunning: boolean;
  /** When they were made (Unix ms). */
  readonly at: number;
}

interface Preflights {
  /** The checks of each node that was looked at. */
  readonly known: ReadonlyMap<string, Preflight>;
  /** What the last connection has shown of a node's SSH server. */
  readonly servers: ReadonlyMap<string, Check>;
}

export const usePreflights = create<Preflights>(() => ({ known: new Map(), servers: new Map() }));

/** Before the first tunnel has opened, nobody knows. */
const UNTRIED: Check = { id: 'sshd', verdict: 'unknown', params: {}, problem: null };

/** All checks of a node: those that were made beforehand, and what the last connection has shown; null before the first. */
export function checksOf({ known, servers }: Preflights, nodeId: string): readonly Check[] | null {
  const made = known.get(nodeId)?.checks ?? null;
  if (made === null) return null;
  const server = servers.get(nodeId);
  const isInTheWay = made.some(({ verdict }) => verdict === 'fail');
  // What stands before the server hides it.
  if (server === undefined) return isInTheWay ? made : [...made, UNTRIED];
  return [...made, server];
}

/** Notes what a connection has shown of a node's SSH server. */
export const noteServer = (nodeId: string, check: Check): void =>
  usePreflights.setState(({ servers }) => ({ servers: new Map(servers).set(nodeId, check) }));

const put = (nodeId: string, preflight: Preflight): void =>
  usePreflights.setState(({ known }) => ({ known: new Map(known).set(nodeId, preflight) }));

const isFresh = (preflight: Preflight | undefined): boolean =>
  preflight !== undefined && Date.now() - preflight.at < FRESH_MS;

/** Makes the checks of a node, unless that was done just now or is being done. */
export async function checkNode(nodeId: string, how: 'if-old' | 'anew' = 'if-old'): Promise<void> {
  const before = usePreflights.getState().known.get(nodeId);
  if (before?.isRunning === true || (how === 'if-old' && isFresh(before))) return;
  put(nodeId, { checks: before?.checks ?? null, problem: null, isRunning: true, at: 0 });
  try {
    const { checks } = await call('preflight.run', { nodeId });
    put(nodeId, { checks, problem: null, isRunning: false, at: Date.now() });
  } catch (error) {
    put(nodeId, { checks: null, problem: toProblem(error), isRunning: false, at: Date.now() });
  }
}

/** What stands in the way of a node by the checks that were made; the first that failed explains those after it. */
export const firstObstacle = (preflight: Preflight | undefined): Problem | null =>
  preflight?.checks?.find(({ verdict }) => verdict === 'fail')?.problem ?? null;

/** What stands in the way of a node by checks made just now. */
export function knownObstacle(nodeId: string): Problem | null {
  const preflight = usePreflights.getState().known.get(nodeId);
  return isFresh(preflight) ? firstObstacle(preflight) : null;
}
