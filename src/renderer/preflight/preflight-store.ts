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

/** The checks of each node that was looked at. */
export const usePreflights = create<{ readonly known: ReadonlyMap<string, Preflight> }>(() => ({
  known: new Map(),
}));

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

/** What certainly stands in the way of a node, by checks made just now; the cheapest check that failed goes first. */
export function knownObstacle(nodeId: string): Problem | null {
  const preflight = usePreflights.getState().known.get(nodeId);
  if (!isFresh(preflight)) return null;
  return preflight?.checks?.find(({ verdict }) => verdict === 'fail')?.problem ?? null;
}
