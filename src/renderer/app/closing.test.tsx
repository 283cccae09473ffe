import { act } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStore } from 'zustand';
import type { Job } from '../../shared/contract/index.js';
import { makeNode } from '../../../test/support/nodes.js';
import { putEdit, useEdits, type EditState } from '../files/editing/edits-store.js';
import { useJobs, type JobOwner } from '../files/jobs/jobs-store.js';
import type { TerminalSession } from '../terminal/session.js';
import { clear, click, render } from '../test-support/render.js';
import { ClosingQuestion } from './ClosingSheet.js';
import { closeAsking, closeTabAsking, useClosing } from './closing.js';
import { openTerminal, useWorkspace } from './workspace.js';

// A session without its terminal, which needs a real page.
vi.mock('../terminal/session.js', () => ({
  TerminalSession: class {
    public readonly id = crypto.randomUUID();
    public readonly store = createStore(() => ({ phase: 'open' }));
    public readonly terminal = { focus: vi.fn() };
    public readonly dispose = vi.fn();
    public constructor(public readonly node: unknown) {}
  },
}));

const openNode = (name: string, tabId?: string) =>
  openTerminal(
    makeNode({ id: `i-${name}`, name }),
    { user: 'ubuntu', identity: { kind: 'key-file', path: '/k' } },
    { tabId },
  );
const owner = (session: TerminalSession) => ({ session, nodeId: session.node.id }) as JobOwner;
const running = (session: TerminalSession) =>
  useJobs.setState({
    tabs: new Map([[session.id, { files: owner(session), jobs: [{ jobId: '1', state: 'running' } as Job] }]]),
  });
const edited = (session: TerminalSession, state: EditState) =>
  putEdit({
    ...{ editId: crypto.randomUUID(), files: owner(session) as never, path: '/etc/main.conf', state },
    ...{ shownPath: '/etc/main.conf', problem: null, uploadedAt: null, conflict: null },
  });
const dialog = () => document.querySelector('[role=alertdialog]')!;
const button = (name: string) =>
  [...dialog().querySelectorAll('button')].find(({ textContent }) => textContent === name)!;
/** Shows the question that closing puts. */
async function ask(close: () => void): Promise<string> {
  await render(<ClosingQuestion />);
  await act(() => {
    close();
    return Promise.resolve();
  });
  return dialog().textContent;
}
const names = () => useWorkspace.getState().sessions.map(({ node }) => node.name);

beforeEach(() => {
  useWorkspace.setState({ sessions: [], tabs: [], active: 'fleet', recent: null });
  useJobs.setState({ tabs: new Map(), stored: [] });
  useEdits.setState({ edits: new Map(), left: [], asking: null });
});
afterEach(async () => {
  await clear();
  useClosing.setState({ closing: null });
});

describe('closing terminals', () => {
  it('asks nothing where all is finished', () => {
    const session = openNode('web-1');
    useJobs.setState({
      tabs: new Map([[session.id, { files: owner(session), jobs: [{ state: 'done' } as Job] }]]),
    });
    closeAsking([session.id]);
    expect([names(), useClosing.getState().closing]).toEqual([[], null]);
  });

  it('asks first where a job runs, and does as it is told', async () => {
    const session = openNode('web-1');
    running(session);
    expect(await ask(() => closeAsking([session.id]))).toContain('One job is not finished');
    await click(button('Keep open'));
    expect(names()).toEqual(['web-1']);
    await ask(() => closeAsking([session.id]));
    await click(button('Close'));
    expect(names()).toEqual([]);
  });

  it('says which files have changes that would be deleted, and which are only open', async () => {
    const session = openNode('web-1');
    edited(session, 'failed');
    edited(session, 'editing');
    const question = await ask(() => closeAsking([session.id]));
    expect(question).toContain('What you changed in main.conf is not on the node. It is deleted.');
    expect(question).toContain('main.conf is open for editing. What you save after this is not uploaded.');
  });

  it('asks once for a tab of several, and leaves what belongs to other tabs', async () => {
    const first = openNode('web-1');
    const tab = useWorkspace.getState().tabs[0]!;
    openNode('web-2', tab.id);
    const other = openNode('db-1');
    edited(first, 'waiting');
    edited(other, 'failed');
    expect(await ask(() => closeTabAsking(tab.id))).toContain('Close web-1, web-2?');
    await click(button('Close'));
    expect(names()).toEqual(['db-1']);
  });
});
