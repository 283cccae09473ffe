import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FleetLook } from '../../shared/contract/index.js';
import { problem, ProblemError } from '../../shared/problem.js';
import { fakeBridge } from '../test-support/fake-bridge.js';
import { followLook } from './kept-look.js';
import { emptyFleet, groupRows, markConnected, toggleColumn, toggleFavourite, useFleet } from './store.js';

const look: FleetLook = {
  sort: { column: 'zone', direction: 'descending' },
  groupBy: 'tag:Env',
  columns: [
    { column: 'name', width: 200 },
    { column: 'of-a-later-version', width: null },
    { column: 'tag:Env', width: null },
  ],
  favourites: ['i-1'],
  visits: { 'i-2': 3 },
  filters: [{ name: 'Production', query: 'tag:Env=prod' }],
};

let stop: () => void = () => undefined;

beforeEach(() => {
  vi.useFakeTimers();
  emptyFleet();
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

async function start(kept: FleetLook | null) {
  const bridge = fakeBridge({ 'fleet.look': () => ({ look: kept }), 'fleet.keepLook': () => ({}) });
  stop = followLook();
  await vi.advanceTimersByTimeAsync(1);
  return () =>
    bridge.calls
      .filter(({ name }) => name === 'fleet.keepLook')
      .map(({ args }) => (args as { look: FleetLook }).look);
}

describe('the look of the fleet', () => {
  it('comes back as far as this version knows it', async () => {
    await start(look);
    const state = useFleet.getState();
    expect(state.sort).toEqual(look.sort);
    expect(state.groupBy).toBe('tag:Env');
    expect(state.columns).toEqual([
      { column: 'name', width: 200 },
      { column: 'tag:Env', width: null },
    ]);
    expect(state.marks.favourites).toEqual(new Set(['i-1']));
    expect(state.marks.visits).toEqual(new Map([['i-2', 3]]));
  });

  it('is kept once it has settled, and only when it is another', async () => {
    const kept = await start(null);
    groupRows('state');
    toggleFavourite('i-9');
    toggleColumn('zone');
    await vi.advanceTimersByTimeAsync(100);
    expect(kept()).toEqual([]);
    await vi.advanceTimersByTimeAsync(400);
    expect(kept()).toHaveLength(1);
    expect(kept()[0]).toMatchObject({ groupBy: 'state', favourites: ['i-9'] });
    expect(kept()[0]?.columns.map(({ column }) => column)).not.toContain('zone');
    markConnected(new Set(['i-1']));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(kept()).toHaveLength(1);
  });

  it('is kept at once when the page goes', async () => {
    const kept = await start(null);
    toggleFavourite('i-9');
    stop();
    expect(kept()).toHaveLength(1);
  });

  it('is as new where it cannot be read', async () => {
    fakeBridge({
      'fleet.look': () => {
        throw new ProblemError(problem('unexpected'));
      },
    });
    stop = followLook();
    await vi.advanceTimersByTimeAsync(1);
    expect(useFleet.getState().sort).toEqual({ column: 'name', direction: 'ascending' });
  });
});
