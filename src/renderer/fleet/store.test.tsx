import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { problem, ProblemError } from '../../shared/problem.js';
import { fakeBridge, type FakeBridge } from '../test-support/fake-bridge.js';
import { makeNode, makeSource } from '../test-support/nodes.js';
import { fleetProblem, fleetStatus, followFleet, mergeNodes, refreshFleet, useFleet } from './store.js';

const initial = useFleet.getInitialState();
const source = (status: 'loading' | 'ready' | 'failed') =>
  makeSource({ status, problem: status === 'failed' ? problem('aws.unreachable') : null });

describe('mergeNodes', () => {
  it('puts in, replaces and takes out, and leaves all others the same', () => {
    const first = mergeNodes(new Map(), {
      nodes: ['i-1', 'i-2', 'i-3'].map((id) => makeNode({ id })),
      removed: [],
    });
    const second = mergeNodes(first, {
      nodes: [makeNode({ id: 'i-2', state: 'stopped' }), makeNode({ id: 'i-4' })],
      removed: ['i-3'],
    });
    expect([...second.keys()]).toEqual(['i-1', 'i-2', 'i-4']);
    expect(second.get('i-1')).toBe(first.get('i-1'));
    expect(second.get('i-2')?.reach).toBe('stopped');
  });
});

describe('fleetStatus', () => {
  const nodes = mergeNodes(new Map(), { nodes: [makeNode({ id: 'i-1' })], removed: [] });

  it.each([
    ['loading before the first source is known', {}, 'loading'],
    ['loading while the first listing runs', { sources: [source('loading')] }, 'loading'],
    ['ready with no nodes', { sources: [source('ready')] }, 'ready'],
    ['failed with no nodes', { sources: [source('failed')] }, 'failed'],
    ['failed when the refresh could not start', { problem: problem('unexpected') }, 'failed'],
    ['ready with old nodes while loading', { nodes, sources: [source('loading')] }, 'ready'],
    ['ready with old nodes after a failure', { nodes, sources: [source('failed')] }, 'ready'],
  ])('is %s', (_words, given, expected) => {
    expect(fleetStatus({ ...initial, ...given })).toBe(expected);
  });

  it('tells why from the source that failed', () => {
    const sources = [source('ready'), source('failed')];
    expect(fleetProblem({ ...initial, sources })?.code).toBe('aws.unreachable');
  });
});

describe('followFleet', () => {
  let bridge: FakeBridge;
  let stop: () => void;

  beforeEach(() => {
    vi.useFakeTimers();
    useFleet.setState(initial, true);
    bridge = fakeBridge({ 'fleet.refresh': () => ({}) });
    stop = followFleet();
  });
  afterEach(() => {
    stop();
    vi.useRealTimers();
  });

  const shown = () => [...useFleet.getState().nodes.keys()];
  const page = (ids: string[], removed: string[] = []) =>
    bridge.emit('fleet.page', { nodes: ids.map((id) => makeNode({ id })), removed });

  it('merges pages that come together at once', () => {
    const changes = vi.fn();
    const unsubscribe = useFleet.subscribe(changes);
    page(['i-1', 'i-2']);
    page(['i-3'], ['i-1']);
    vi.runAllTimers();
    unsubscribe();
    expect(shown()).toEqual(['i-2', 'i-3']);
    expect(changes).toHaveBeenCalledTimes(1);
  });

  it('keeps a node that comes back after it was taken out', () => {
    page(['i-1']);
    page([], ['i-1']);
    page(['i-1']);
    vi.runAllTimers();
    expect(shown()).toEqual(['i-1']);
  });

  it('shows the last page together with the outcome', () => {
    page(['i-1']);
    bridge.emit('fleet.sources', { sources: [source('ready')] });
    expect(shown()).toEqual(['i-1']);
    expect(useFleet.getState().sources[0]?.status).toBe('ready');
  });

  it('keeps the selection as pages arrive', () => {
    page(['i-2']);
    vi.runAllTimers();
    useFleet.setState({ selectedId: 'i-2' });
    page(['i-1', 'i-3']);
    vi.runAllTimers();
    expect(useFleet.getState().selectedId).toBe('i-2');
  });

  it('says why a refresh could not start, and forgets it at the next', async () => {
    fakeBridge({
      'fleet.refresh': () => {
        throw new ProblemError(problem('aws.no-region'));
      },
    });
    await refreshFleet();
    expect(fleetProblem(useFleet.getState())?.code).toBe('aws.no-region');
    fakeBridge({ 'fleet.refresh': () => ({}) });
    await refreshFleet();
    expect(useFleet.getState().problem).toBeNull();
  });
});
