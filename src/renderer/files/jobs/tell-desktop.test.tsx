import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeNode } from '../../../../test/support/nodes.js';
import type { Job } from '../../../shared/contract/index.js';
import { startI18n } from '../../i18n.js';
import { fakeBridge, type FakeBridge } from '../../test-support/fake-bridge.js';
import { jobEventsOf, useJobs, type JobOwner } from './jobs-store.js';
import { tellDesktop } from './tell-desktop.js';

const files = {
  session: { id: 'tab', node: makeNode({ id: 'i-1', name: 'web-1' }) },
  nodeId: 'i-1',
} as unknown as JobOwner;

/** A copy that has been going on for half a minute. */
const running: Job = {
  jobId: 'job',
  kind: 'copy',
  from: 'local',
  to: { side: 'remote', folder: '/srv' },
  firstPath: '/home/min/big.iso',
  pathCount: 1,
  state: 'running',
  restored: false,
  addedAt: Date.now() - 30_000,
  endedAt: null,
  progress: {
    counting: false,
    bytesDone: 50,
    bytesTotal: 200,
    itemsDone: 0,
    itemsTotal: 1,
    itemsSkipped: 0,
    itemsFailed: 0,
    bytesPerSecond: 5,
    secondsLeft: 30,
    current: [],
  },
  question: null,
  remarks: [],
  how: { protocol: 'sftp', sessions: 1, compressed: false, verified: null, inSteps: false },
};

let bridge: FakeBridge;
let stop: () => void;
let events: ReturnType<typeof jobEventsOf>;
const told = (name: string) => bridge.calls.filter((call) => call.name === name).map(({ args }) => args);
const change = (changed: Partial<Job>) => events.changed([{ ...running, ...changed }], []);

beforeAll(() => startI18n('en'));
beforeEach(() => {
  bridge = fakeBridge({ 'jobs.activity': () => ({}), 'jobs.notify': () => ({}) });
  useJobs.setState({ tabs: new Map(), stored: [] });
  stop = tellDesktop();
  events = jobEventsOf(files);
});
afterEach(() => stop());

describe('the desktop', () => {
  it('has how many jobs are not finished, and how far they are in whole percents', () => {
    change({});
    change({ progress: { ...running.progress, bytesDone: 50.4 } });
    change({ progress: { ...running.progress, bytesDone: 100 } });
    change({ state: 'done', endedAt: Date.now() });
    expect(told('jobs.activity')).toEqual([
      { active: 1, edited: 0, share: 0.25 },
      { active: 1, edited: 0, share: 0.5 },
      { active: 0, edited: 0, share: 0 },
    ]);
  });

  it.each<[string, Partial<Job>, string]>([
    ['a copy', {}, 'Copied: big.iso'],
    ['a copy that failed', { state: 'failed' }, 'Not all was copied: big.iso'],
    ['a deletion', { kind: 'remove', to: null }, 'Deleted: big.iso'],
    ['a change of permissions', { kind: 'mode', to: null }, 'Permissions changed: big.iso'],
  ])('tells of the end of %s that took long, and on which node', (_what, job, title) => {
    change(job.state === undefined ? job : { ...job, state: 'running' });
    expect(told('jobs.notify')).toEqual([]);
    change({ state: 'done', endedAt: Date.now(), ...job });
    expect(told('jobs.notify')).toEqual([{ title, body: expect.stringContaining('web-1 · ') as string }]);
  });

  it.each<[string, Partial<Job>]>([
    ['was quick', { state: 'done', addedAt: Date.now() - 2_000 }],
    ['somebody has cancelled', { state: 'cancelled' }],
  ])('does not tell of what %s', (_what, end) => {
    change({});
    change({ endedAt: Date.now(), ...end });
    expect(told('jobs.notify')).toEqual([]);
  });
});
