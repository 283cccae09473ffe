import { act } from 'react';
import { beforeEach, expect, it, vi } from 'vitest';
import type { Job } from '../../../shared/contract/index.js';
import { makeNode } from '../../../../test/support/nodes.js';
import type { TerminalSession } from '../../terminal/session.js';
import { fakeBridge } from '../../test-support/fake-bridge.js';
import { clear, click, render } from '../../test-support/render.js';
import { prefer } from '../preferences-store.js';
import { JobsDrawer } from './JobsDrawer.js';
import { jobEventsOf, useJobs, type JobOwner } from './jobs-store.js';

const call = vi.fn((..._args: unknown[]) => Promise.resolve({}));
const files = {
  session: { id: 'tab-1', node: makeNode({ id: 'i-0a', name: 'web-1' }) } as unknown as TerminalSession,
  nodeId: 'i-0a',
  call,
} as unknown as JobOwner;
const events = jobEventsOf(files);

const job = (jobId: string, state: Job['state']): Job => ({
  jobId,
  kind: 'copy',
  from: 'local',
  to: { side: 'remote', folder: '/srv' },
  firstPath: `/home/min/${jobId}`,
  pathCount: 1,
  state,
  restored: false,
  addedAt: 0,
  endedAt: null,
  progress: {
    counting: false,
    bytesDone: 0,
    bytesTotal: 100,
    itemsDone: 0,
    itemsTotal: 1,
    itemsSkipped: 0,
    itemsFailed: 0,
    bytesPerSecond: 0,
    secondsLeft: null,
    current: [],
  },
  question: null,
  remarks: [],
  how: { protocol: 'sftp', sessions: 1, compressed: false, verified: null, inSteps: false },
});

const rows = () => [...document.querySelectorAll<HTMLElement>('[data-testid="job"]')];
const row = (jobId: string) => rows().find(({ textContent }) => textContent.includes(jobId))!;
const labels = (jobId: string) =>
  [...row(jobId).querySelectorAll('.job-buttons button')].map((each) => each.getAttribute('aria-label'));
const press = (jobId: string, label: string) =>
  click(row(jobId).querySelector<HTMLElement>(`button[aria-label="${label}"]`)!);

beforeEach(async () => {
  await clear();
  fakeBridge({});
  call.mockClear();
  useJobs.setState({ tabs: new Map(), stored: [] });
  prefer('jobs', { isOpen: true });
  events.changed(
    [job('one', 'running'), job('two', 'queued'), job('three', 'queued'), job('four', 'failed')],
    [],
  );
  await render(<JobsDrawer onConnect={() => undefined} />);
});

it('A job that failed is tried again, or put away; one that did not is not', async () => {
  const [retry, forget] = labels('four');
  expect(labels('four')).toHaveLength(2);
  expect(labels('one')).not.toContain(retry);
  await press('four', retry!);
  await press('four', forget!);
  expect(call.mock.calls).toEqual([
    ['jobs.retry', { jobId: 'four' }],
    ['jobs.forget', { jobId: 'four' }],
  ]);
});

it('A job that waits behind another is put before it, and the drawer shows the order that comes of it', async () => {
  const [earlier] = labels('three');
  expect(labels('three')).toHaveLength(3);
  // What runs already cannot be overtaken.
  expect(labels('two')).not.toContain(earlier);
  await press('three', earlier!);
  expect(call.mock.calls).toEqual([['jobs.move', { jobId: 'three', before: 'two' }]]);
  await act(async () => {
    events.ordered(['one', 'three', 'two']);
    await Promise.resolve();
  });
  expect(rows().indexOf(row('three'))).toBeLessThan(rows().indexOf(row('two')));
  expect(labels('two')).toContain(earlier);
  expect(labels('three')).not.toContain(earlier);
});
