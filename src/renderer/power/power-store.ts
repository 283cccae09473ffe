import { create } from 'zustand';
import type { PowerAction, PowerProgress } from '../../shared/contract/index.js';
import type { ManagedNode } from '../../shared/node.js';
import { toProblem } from '../../shared/problem.js';
import { call, on } from '../bridge.js';
import { checkNode, usePreflights } from '../preflight/preflight-store.js';

interface PowerRequest {
  readonly action: PowerAction;
  readonly nodeIds: readonly string[];
}

interface PowerState {
  /** What the person is being asked to confirm. */
  readonly request: PowerRequest | null;
  /** How far instances have come, by node; those that are there stay until the message is closed. */
  readonly progress: ReadonlyMap<string, PowerProgress>;
}

export const usePower = create<PowerState>(() => ({ request: null, progress: new Map() }));

/** Asks the person whether some instances are really to be started, stopped or rebooted. */
export const askPower = (action: PowerAction, nodeIds: readonly string[]): void =>
  usePower.setState({ request: { action, nodeIds } });

export const dismissPower = (): void => usePower.setState({ request: null });

/** Puts the message about an instance away. */
export const closeProgress = (nodeId: string): void =>
  usePower.setState(({ progress }) => {
    const rest = new Map(progress);
    rest.delete(nodeId);
    return { progress: rest };
  });

/** Does what was confirmed. How that goes comes as events. */
export async function changePower(action: PowerAction, nodeIds: string[]): Promise<void> {
  dismissPower();
  try {
    await call('power.change', { action, nodeIds });
  } catch (error) {
    const askedAt = Date.now();
    const problem = toProblem(error);
    take(nodeIds.map((nodeId) => ({ nodeId, action, step: 'failed', askedAt, problem })));
  }
}

const take = (told: readonly PowerProgress[]): void =>
  usePower.setState(({ progress }) => ({
    progress: new Map([...progress, ...told.map((each) => [each.nodeId, each] as const)]),
  }));

/** Follows main's word of instances that come further; the function returned stops that. */
export const followPower = (): (() => void) =>
  on('power.progress', ({ nodes }) => {
    take(nodes);
    // What was checked of an instance that has been switched since is not true any more.
    const { known } = usePreflights.getState();
    for (const each of nodes) if (isOver(each) && known.has(each.nodeId)) void checkNode(each.nodeId, 'anew');
  });

const OVER: ReadonlySet<PowerProgress['step']> = new Set(['reachable', 'running', 'stopped', 'failed']);

/** Whether an instance is where it was to go, or will not get there. */
export const isOver = ({ step }: PowerProgress): boolean => OVER.has(step);

/** Whether EC2 would do it, by the state that the list knows. */
export function canPower(action: PowerAction, { kind, state }: ManagedNode): boolean {
  return kind === 'ec2' && state === (action === 'start' ? 'stopped' : 'running');
}

export const powerActions = ['start', 'stop', 'reboot'] as const satisfies readonly PowerAction[];
