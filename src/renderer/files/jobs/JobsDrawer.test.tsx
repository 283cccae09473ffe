import { act } from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Job, StoredJob } from '../../../shared/contract/index.js';
import { makeNode } from '../../../../test/support/nodes.js';
import type { TerminalSession } from '../../terminal/session.js';
import { fakeBridge } from '../../test-support/fake-bridge.js';
import { clear, click, press as pressKey, render } from '../../test-support/render.js';
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

const chooseOrder = async (jobId: string, item: string) => {
  await press(jobId, 'Place in the queue');
  const found = await vi.waitUntil(
    () =>
      [...document.querySelectorAll<HTMLElement>('[role="menuitem"]')].find((each) =>
        each.textContent.startsWith(item),
      ),
    { timeout: 10_000 },
  );
  await click(found);
};
const order = (jobIds: string[]) =>
  act(async () => {
    events.ordered(jobIds);
    await Promise.resolve();
  });

describe('A job that waits', () => {
  beforeEach(() => act(() => events.changed([job('five', 'queued')], [])));

  it.each([
    ['five', 'To the front', 'two'],
    ['five', 'Earlier', 'three'],
    ['two', 'Later', 'five'],
    ['three', 'Later', null],
    ['two', 'To the end', null],
  ])('%s is put elsewhere by its menu: %s', async (jobId, item, before) => {
    await chooseOrder(jobId, item);
    expect(call.mock.calls).toEqual([['jobs.move', { jobId, before }]]);
  });

  it('has no menu when it runs, has ended, or is the only one', () => {
    expect(labels('one')).not.toContain('Place in the queue');
    expect(labels('four')).not.toContain('Place in the queue');
    act(() => events.changed([job('three', 'done'), job('five', 'done')], []));
    expect(labels('two')).not.toContain('Place in the queue');
  });

  it('is moved by Alt and the arrows, Home and End, from anywhere in its row, and keeps the keyboard', async () => {
    const title = row('three').querySelector<HTMLElement>('.job-title')!;
    title.focus();
    for (const key of ['ArrowUp', 'ArrowDown', 'Home', 'End']) await pressKey(title, key, { altKey: true });
    await pressKey(title, 'ArrowUp');
    expect(call.mock.calls.map(([, args]) => args)).toEqual([
      { jobId: 'three', before: 'two' },
      { jobId: 'three', before: null },
      { jobId: 'three', before: 'two' },
      { jobId: 'three', before: null },
    ]);
    await order(['one', 'two', 'five', 'three']);
    expect(rows().indexOf(row('five'))).toBeLessThan(rows().indexOf(row('three')));
    expect(document.activeElement).toBe(row('three').querySelector('.job-title'));
  });

  it('goes no further than the ends', async () => {
    await pressKey(row('two').querySelector('.job-title')!, 'ArrowUp', { altKey: true });
    await pressKey(row('five').querySelector('.job-title')!, 'ArrowDown', { altKey: true });
    expect(call).not.toHaveBeenCalled();
  });
});

it('A job whose node is not in the list says so, and can be discarded only', async () => {
  const spec = { kind: 'remove', side: 'remote', paths: ['/srv/left'] } as const;
  const left = { jobId: 'left', addedAt: 0, state: 'queued', answerForAll: null, madeFolders: [], parts: [] };
  const stored = [{ nodeId: 'i-gone', jobs: [{ ...left, spec } as unknown as StoredJob] }];
  await act(async () => {
    useJobs.setState({ stored });
    await Promise.resolve();
  });
  expect(row('left').textContent).toContain('Its node is not in the list now.');
  const [connect, discard] = row('left').querySelectorAll<HTMLButtonElement>('.job-buttons button');
  expect([connect?.disabled, discard?.disabled]).toEqual([true, false]);
});

it('the details of a job tell of its sessions while there are some', async () => {
  await click(row('four').querySelector<HTMLElement>('.job-title')!);
  expect(row('four').textContent).toContain('SFTP over 1 session');
  const four = job('four', 'queued');
  act(() => events.changed([{ ...four, how: { ...four.how, sessions: 0 } }], []));
  expect(row('four').querySelector('.job-details')?.lastElementChild?.textContent).toBe('SFTP');
});
