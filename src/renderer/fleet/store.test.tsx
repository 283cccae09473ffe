import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { packNodes } from '../../shared/node-page.js';
import { problem, ProblemError } from '../../shared/problem.js';
import { fakeBridge, type FakeBridge } from '../test-support/fake-bridge.js';
import { makeNode, makeSource } from '../../../test/support/nodes.js';
import { indexNode } from '../../shared/query/indexed-node.js';
import { select, selectAll } from './selection.js';
import {
  emptyFleet,
  fleetProblem,
  fleetStatus,
  followFleet,
  mergePage,
  refreshFleet,
  search,
  show,
  toggleFavourite,
  useFleet,
  wholeRows,
} from './store.js';

const initial = useFleet.getInitialState();
const source = (status: 'loading' | 'ready' | 'failed') =>
  makeSource({ status, problem: status === 'failed' ? problem('aws.unreachable') : null });

/** Lets more time pass between each two looks at the clock than a letter may look for its first rows. */
function slowClock(): void {
  let now = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 6));
}

const ids = () => useFleet.getState().rows.found.map(({ id }) => id);

describe('mergePage', () => {
  it('puts in, replaces and takes out, and leaves all others the same', () => {
    emptyFleet();
    const { nodes } = useFleet.getState();
    mergePage({ nodes: ['i-1', 'i-2', 'i-3'].map((id) => makeNode({ id })), removed: [] });
    const first = nodes.get('i-1');
    useFleet.setState({ selectedIds: new Set(['i-1', 'i-3']) });
    mergePage({
      nodes: [makeNode({ id: 'i-2', state: 'stopped' }), makeNode({ id: 'i-4' })],
      removed: ['i-3'],
    });
    expect([...nodes.keys()].sort()).toEqual(['i-1', 'i-2', 'i-4']);
    expect(ids()).toEqual(['i-1', 'i-2', 'i-4']);
    expect(nodes.get('i-1')).toBe(first);
    expect(nodes.get('i-2')?.reach).toBe('stopped');
    expect([...useFleet.getState().selectedIds]).toEqual(['i-1']);
  });

  it('goes on from the next node when the one that the keyboard is at goes, else from the one before', () => {
    emptyFleet();
    mergePage({ nodes: ['i-1', 'i-2', 'i-3', 'i-4'].map((id) => makeNode({ id })), removed: [] });
    select('i-2', 'only');
    mergePage({ nodes: [], removed: ['i-2', 'i-3'] });
    expect(useFleet.getState()).toMatchObject({ selectedId: 'i-4', selectedIds: new Set(['i-4']) });
    mergePage({ nodes: [], removed: ['i-4'] });
    expect(useFleet.getState()).toMatchObject({ selectedId: 'i-1', selectedIds: new Set(['i-1']) });
    mergePage({ nodes: [], removed: ['i-1'] });
    expect(useFleet.getState()).toMatchObject({ selectedId: null, selectedIds: new Set() });
  });

  it('keeps what else is selected when the node that the keyboard is at goes', () => {
    emptyFleet();
    mergePage({ nodes: ['i-1', 'i-2', 'i-3'].map((id) => makeNode({ id })), removed: [] });
    select('i-1', 'only');
    select('i-3', 'toggle');
    mergePage({ nodes: [], removed: ['i-3'] });
    expect(useFleet.getState()).toMatchObject({ selectedId: 'i-1', selectedIds: new Set(['i-1']) });
  });
});

describe('show', () => {
  it('has the rows ready when it returns', () => {
    emptyFleet();
    mergePage({ nodes: ['a', 'b', 'c'].map((name) => makeNode({ id: `i-${name}`, name })), removed: [] });
    search('i-b');
    expect(ids()).toEqual(['i-b']);
    search('');
    toggleFavourite('i-c');
    show({ view: 'favourites' });
    expect(ids()).toEqual(['i-c']);
    toggleFavourite('i-c');
    expect(ids()).toEqual([]);
  });
});

describe('fleetStatus', () => {
  const nodes = new Map([['i-1', indexNode(makeNode({ id: 'i-1' }))]]);

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
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    emptyFleet();
    bridge = fakeBridge({ 'fleet.refresh': () => ({}) });
    stop = followFleet();
  });
  afterEach(() => {
    stop();
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  const shown = () => [...useFleet.getState().nodes.keys()];
  const page = (ids: string[], removed: string[] = []) => {
    const [nodes = ''] = packNodes(ids.map((id) => makeNode({ id })));
    bridge.emit('fleet.page', { nodes, removed });
  };

  it('shows the first nodes without a wait, and merges later pages that come together at once', () => {
    bridge.emit('fleet.sources', { sources: [source('loading')] });
    vi.runAllTimers();
    page(['i-0']);
    expect(shown()).toEqual(['i-0']);
    page(['i-1', 'i-2']);
    page(['i-3'], ['i-1']);
    expect(shown()).toEqual(['i-0']);
    vi.runAllTimers();
    expect(shown()).toEqual(['i-0', 'i-2', 'i-3']);
    expect(useFleet.getState().revision).toBe(2);
  });

  it('merges pages after a search that is under way, not in the middle of it', () => {
    mergePage({
      nodes: Array.from({ length: 1_000 }, (_, index) => makeNode({ id: `i-${index}` })),
      removed: [],
    });
    page(['i-1000']);
    slowClock();
    search('i-');
    expect(useFleet.getState().rows.isWhole).toBe(false);
    vi.advanceTimersToNextTimer();
    expect(shown()).toHaveLength(1_000);
    vi.runAllTimers();
    expect(shown()).toHaveLength(1_001);
    expect(ids()).toHaveLength(1_001);
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
    const seen: unknown[] = [];
    const stopWatching = useFleet.subscribe(({ nodes, sources }) => seen.push([nodes.size, sources.length]));
    vi.runAllTimers();
    stopWatching();
    expect(seen.at(-1)).toEqual([1, 1]);
    expect(seen).not.toContainEqual([0, 1]);
  });

  it('keeps sources that are as they were, which need not be drawn again', () => {
    const [first, second] = [makeSource({ id: 'a@eu' }), makeSource({ id: 'b@eu' })];
    bridge.emit('fleet.sources', { sources: [first, second] });
    vi.runAllTimers();
    bridge.emit('fleet.sources', { sources: [{ ...first }, { ...second, count: second.count + 1 }] });
    vi.runAllTimers();
    const { sources } = useFleet.getState();
    expect(sources[0]).toBe(first);
    expect(sources[1]).toEqual({ ...second, count: second.count + 1 });
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

describe('a search of a large fleet', () => {
  const COUNT = 3000;
  beforeEach(() => {
    emptyFleet();
    const nodes = Array.from({ length: COUNT }, (_, index) =>
      makeNode({ id: `i-${index}`, name: index === COUNT - 1 ? 'web' : `a-web-${index}` }),
    );
    mergePage({ nodes, removed: [] });
    show({ sort: { column: 'id', direction: 'ascending' } });
    slowClock();
  });
  afterEach(() => {
    vi.restoreAllMocks();
    emptyFleet();
  });
  const whole = () => vi.waitFor(() => expect(useFleet.getState().rows.isWhole).toBe(true));

  it('shows its first rows at once, and all a little later', async () => {
    search('web');
    const { rows } = useFleet.getState();
    expect(rows.isWhole).toBe(false);
    expect(rows.found.length).toBeGreaterThanOrEqual(80);
    expect(rows.found.length).toBeLessThan(COUNT);
    await whole();
    expect(ids()).toHaveLength(COUNT);
  });

  it('selects what is most likely meant of all, unless somebody has chosen another meanwhile', async () => {
    search('web');
    expect(useFleet.getState().selectedId).toBe('i-0');
    await whole();
    expect(useFleet.getState().selectedId).toBe(`i-${COUNT - 1}`);
    search('');
    search('web');
    useFleet.setState({ selectedId: 'i-7', selectedIds: new Set(['i-7']) });
    await whole();
    expect(useFleet.getState().selectedId).toBe('i-7');
  });

  it('leaves the rows of before until the first ones are found', async () => {
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 100));
    search(String(COUNT - 2));
    expect(useFleet.getState()).toMatchObject({ query: '2998', rows: { query: { text: '' } } });
    await vi.waitFor(() => expect(ids()).toEqual(['i-2998']));
  });

  it('shows all it has found once no key waits', async () => {
    const scheduling = { isInputPending: vi.fn(() => true) };
    vi.stubGlobal('navigator', Object.assign(Object.create(navigator), { scheduling }));
    search('web');
    await vi.waitFor(() => expect(scheduling.isInputPending.mock.calls.length).toBeGreaterThan(COUNT / 100));
    expect(useFleet.getState().rows.isWhole).toBe(false);
    scheduling.isInputPending.mockReturnValue(false);
    await whole();
    vi.unstubAllGlobals();
  });

  it('is all there for whoever asks for all rows', () => {
    search('web');
    expect(wholeRows().found).toHaveLength(COUNT);
    expect(useFleet.getState().selectedId).toBe(`i-${COUNT - 1}`);
    search('a-web');
    mergePage({ nodes: [], removed: ['i-5'] });
    expect(ids()).toHaveLength(COUNT - 2);
    search('web');
    selectAll();
    expect(useFleet.getState().selectedIds.size).toBe(COUNT - 1);
  });
});
