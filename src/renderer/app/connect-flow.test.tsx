import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createStore } from 'zustand';
import type { Check, SignIn } from '../../shared/contract/index.js';
import type { ManagedNode } from '../../shared/node.js';
import { problem, ProblemError } from '../../shared/problem.js';
import { emptyFleet, mergePage, useFleet } from '../fleet/store.js';
import { fakeBridge, type FakeBridge } from '../test-support/fake-bridge.js';
import { makeNode } from '../../../test/support/nodes.js';
import { checkNode, usePreflights } from '../preflight/preflight-store.js';
import {
  answerSignIn,
  connectAll,
  connectTo,
  dismissQuestion,
  dismissSignIns,
  openShell,
  useQuestion,
} from './connect-flow.js';
import { followTabs, reopenTabs } from './last-tabs.js';
import { activeSession, closeTerminal, FLEET, useWorkspace } from './workspace.js';

// A session without its terminal, which needs a real page.
vi.mock('../terminal/session.js', () => ({
  TerminalSession: class {
    public readonly id = crypto.randomUUID();
    public readonly store;
    public readonly reconnect = vi.fn();
    public readonly dispose = vi.fn();
    public readonly pasteWhenOpen = vi.fn();
    public readonly connect = vi.fn((signIn: SignIn) => this.store.setState({ phase: 'connecting', signIn }));
    public constructor(
      public readonly node: ManagedNode,
      signIn: SignIn,
    ) {
      this.store = createStore(() => ({ phase: 'connecting', signIn }));
    }
  },
}));

const signIn: SignIn = { user: 'ubuntu', identity: { kind: 'key-file', path: '/k.pem' } };
const ready = makeNode({ id: 'i-ready', name: 'web-1' });
const stopped = makeNode({ id: 'i-stopped', name: 'nightly', state: 'stopped' });

let known: SignIn | null;
let bridge: FakeBridge;
/** What the checks of a node find. */
let checks: () => Check[] | Promise<Check[]>;

beforeEach(() => {
  known = signIn;
  checks = () => [];
  bridge = fakeBridge({
    'signIn.resolve': () => ({ signIn: known, from: null, suggestedUser: 'ubuntu', suggestedKeys: [] }),
    'signIn.remember': () => ({}),
    'preflight.run': async () => ({ checks: await checks() }),
  });
  usePreflights.setState(usePreflights.getInitialState(), true);
  useWorkspace.setState({ sessions: [], tabs: [], active: FLEET, recent: null });
  useQuestion.setState({ question: null, waiting: [] });
  emptyFleet();
  mergePage({ nodes: [ready, stopped], removed: [] });
});

const question = () => useQuestion.getState().question;
const sessions = () => useWorkspace.getState().sessions;
const calls = (name: string) => bridge.calls.filter((call) => call.name === name);
const session = () => {
  const [first] = sessions();
  if (first === undefined) throw new Error('No tab was opened');
  return first;
};

describe('connectTo', () => {
  it('opens a tab at once where the sign-in is known, and goes to it the next time', async () => {
    await connectTo('i-ready');
    expect(sessions()).toHaveLength(1);
    expect(activeSession()).toBe(session());
    useWorkspace.setState({ active: FLEET });
    await connectTo('i-ready');
    expect(sessions()).toHaveLength(1);
    expect(activeSession()).toBe(session());
  });

  it('opens one tab for an impatient double double-click', async () => {
    await Promise.all([connectTo('i-ready'), connectTo('i-ready')]);
    expect(sessions()).toHaveLength(1);
  });

  it('asks about several nodes one after the other, and counts each as used', async () => {
    known = null;
    const other = makeNode({ id: 'i-other', name: 'web-2' });
    mergePage({ nodes: [other], removed: [] });
    await Promise.all([connectTo('i-ready'), connectTo('i-other')]);
    expect(question()).toMatchObject({ node: { id: 'i-ready' } });
    dismissQuestion();
    expect(question()).toMatchObject({ node: { id: 'i-other' } });
    dismissQuestion();
    expect(question()).toBeNull();
    expect([...useFleet.getState().marks.visits.keys()].sort()).toEqual(['i-other', 'i-ready']);
  });

  it('opens many a few at a time, behind the first one, which may be typed in meanwhile', async () => {
    const ids = Array.from({ length: 10 }, (_, index) => `i-many-${index}`);
    mergePage({ nodes: ids.map((id) => makeNode({ id })), removed: [] });
    const opening = connectAll('tabs', ids);
    await vi.waitFor(() => expect(sessions()).toHaveLength(4));
    await new Promise((resolve) => setTimeout(resolve));
    expect(sessions()).toHaveLength(4);
    expect(activeSession()).toBe(session());
    for (let index = 0; index < ids.length; index++) {
      await vi.waitFor(() => expect(sessions().length).toBeGreaterThan(index));
      // One that fails keeps the others from nothing.
      sessions()[index]?.store.setState({ phase: index === 2 ? 'closed' : 'open' });
    }
    await opening;
    expect(sessions().map(({ node }) => node.id)).toEqual(ids);
    expect(activeSession()).toBe(session());
    expect(useWorkspace.getState().tabs).toHaveLength(10);
  });

  it('opens those side by side tab by tab, and waits only a while for one that is not connected', async () => {
    vi.useFakeTimers();
    const ids = Array.from({ length: 6 }, (_, index) => `i-many-${index}`);
    mergePage({ nodes: ids.map((id) => makeNode({ id })), removed: [] });
    const opening = connectAll('split', ids);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(useWorkspace.getState().tabs.map(({ panes }) => panes.length)).toEqual([4]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(useWorkspace.getState().tabs.map(({ panes }) => panes.length)).toEqual([4, 2]);
    expect(useWorkspace.getState().active).toBe(useWorkspace.getState().tabs[0]?.id);
    await vi.advanceTimersByTimeAsync(6_000);
    await opening;
    vi.useRealTimers();
  });

  it('leaves those selected that are opened together, and selects one that is not among them', async () => {
    const others = [makeNode({ id: 'i-2' }), makeNode({ id: 'i-3' })];
    mergePage({ nodes: others, removed: [] });
    useFleet.setState({ selectedId: 'i-3', selectedIds: new Set(['i-ready', 'i-2']) });
    void connectAll('tabs', ['i-ready', 'i-2']);
    await vi.waitFor(() => expect(sessions()).toHaveLength(2));
    expect([...useFleet.getState().selectedIds]).toEqual(['i-ready', 'i-2']);
    await connectTo('i-3');
    expect([...useFleet.getState().selectedIds]).toEqual(['i-3']);
  });

  it('asks where the sign-in is not known', async () => {
    known = null;
    await connectTo('i-ready');
    expect(sessions()).toHaveLength(0);
    expect(question()).toMatchObject({ kind: 'sign-in', purpose: { kind: 'open' } });
  });

  it('says what stands in the way instead of trying', async () => {
    await connectTo('i-stopped');
    expect(question()).toMatchObject({ kind: 'problem', problem: { code: 'node.stopped' } });
    expect(bridge.calls).toEqual([]);
    expect(useFleet.getState().selectedId).toBe('i-stopped');
  });

  it('has the node checked without waiting for that', async () => {
    checks = () => new Promise(() => undefined);
    await connectTo('i-ready');
    expect(sessions()).toHaveLength(1);
    expect(calls('preflight.run').map(({ args }) => args)).toEqual([{ nodeId: 'i-ready' }]);
  });

  it('says what checks made just now have found instead of trying, and tries all the same when asked to', async () => {
    const why = problem('node.offline', { node: 'web-1' });
    checks = () => [
      { id: 'state', verdict: 'pass', params: {}, problem: null },
      { id: 'connection', verdict: 'fail', params: {}, problem: why },
      { id: 'gateway', verdict: 'fail', params: {}, problem: problem('aws.unreachable') },
    ];
    await checkNode('i-ready');
    await connectTo('i-ready');
    expect(question()).toMatchObject({ kind: 'problem', problem: why });
    expect(sessions()).toEqual([]);
    dismissQuestion();
    await connectTo('i-ready', { how: 'anyway' });
    expect(sessions()).toHaveLength(1);
  });

  it('is tried again by “Try again”, though what was found was found just now, and checked anew', async () => {
    checks = () => [
      { id: 'connection', verdict: 'fail', params: {}, problem: problem('node.not-connected') },
    ];
    await checkNode('i-ready');
    await connectTo('i-ready', { how: 'anew' });
    expect(question()?.kind).not.toBe('problem');
    expect(sessions()).toHaveLength(1);
    expect(calls('preflight.run')).toHaveLength(2);
    dismissQuestion();
    await connectTo('i-stopped', { how: 'anew' });
    expect(question()).toMatchObject({ kind: 'problem', problem: { code: 'node.stopped' } });
  });

  it('shows why the sign-in could not be looked up', async () => {
    fakeBridge({
      'signIn.resolve': () => {
        throw new ProblemError(problem('settings.malformed'));
      },
    });
    await connectTo('i-ready');
    expect(question()).toMatchObject({ kind: 'problem', problem: { code: 'settings.malformed' } });
  });
});

describe('openShell', () => {
  it('opens one without asking for a sign-in, and goes to it the next time', () => {
    openShell('i-ready');
    openShell('i-ready', { typed: 'uptime' });
    expect(bridge.calls).toEqual([]);
    expect(sessions()).toHaveLength(1);
    expect(session().store.getState().signIn).toBeNull();
    expect(session().pasteWhenOpen).toHaveBeenCalledExactlyOnceWith('uptime');
    expect(session().reconnect).not.toHaveBeenCalled();
  });

  it('takes one up again that has ended', () => {
    openShell('i-ready');
    session().store.setState({ phase: 'closed' });
    openShell('i-ready');
    expect(sessions()).toHaveLength(1);
    expect(session().reconnect).toHaveBeenCalledOnce();
  });

  it('stands beside a terminal of the same node by SSH, whichever is there first', async () => {
    openShell('i-ready');
    await connectTo('i-ready');
    expect(sessions().map(({ store }) => store.getState().signIn)).toEqual([null, signIn]);
    openShell('i-ready');
    await connectTo('i-ready');
    expect(sessions()).toHaveLength(2);
  });

  it('says what stands in the way of any session, and lets nothing of SSH be that', () => {
    openShell('i-stopped');
    expect(question()).toMatchObject({ kind: 'problem', isShell: true, problem: { code: 'node.stopped' } });
    dismissQuestion();
    mergePage({ nodes: [makeNode({ id: 'i-old', agentVersion: '2.3.612.0' })], removed: [] });
    openShell('i-old');
    expect(question()).toBeNull();
    expect(sessions()).toHaveLength(1);
    openShell('i-stopped', { how: 'anyway' });
    expect(sessions()).toHaveLength(2);
  });
});

describe('the tabs of the last run', () => {
  it('have their shells without SSH again as such', async () => {
    const last = [['i-ready', { shell: 'i-ready' }], [{ shell: 'i-gone' }]];
    const stop = followTabs();
    bridge = fakeBridge({
      'signIn.resolve': () => ({ signIn, from: null, suggestedUser: 'ubuntu', suggestedKeys: [] }),
      'tabs.last': () => ({ tabs: last }),
      'tabs.keep': () => ({}),
    });
    void reopenTabs();
    await vi.waitFor(() => expect(sessions()).toHaveLength(2));
    stop();
    expect(sessions().map(({ store }) => store.getState().signIn)).toEqual([null, signIn]);
    expect(question()).toMatchObject({ kind: 'missing', nodeIds: ['i-gone'] });
    expect(calls('tabs.keep').at(-1)?.args).toEqual({ tabs: [[{ shell: 'i-ready' }, 'i-ready']] });
  });
});

describe('answerSignIn', () => {
  it('remembers a sign-in once the node has accepted it', () => {
    answerSignIn(ready, { kind: 'open' }, signIn, 'key-pair');
    expect(calls('signIn.remember')).toEqual([]);
    session().store.setState({ phase: 'open' });
    expect(calls('signIn.remember')).toEqual([
      { name: 'signIn.remember', args: { nodeId: 'i-ready', scope: 'key-pair', signIn } },
    ]);
  });

  it('does not remember one that was refused, also if another works later', () => {
    answerSignIn(ready, { kind: 'open' }, signIn, 'node');
    session().store.setState({ phase: 'closed' });
    session().connect({ user: 'root', identity: { kind: 'password' } });
    session().store.setState({ phase: 'open' });
    expect(calls('signIn.remember')).toEqual([]);
  });

  it('remembers one that works at a later attempt, once', () => {
    answerSignIn(ready, { kind: 'open' }, signIn, 'node');
    for (let attempts = 0; attempts < 2; attempts++) {
      session().store.setState({ phase: 'closed' });
      session().connect(signIn);
    }
    expect(calls('signIn.remember')).toEqual([]);
    session().store.setState({ phase: 'open' });
    session().connect(signIn);
    session().store.setState({ phase: 'open' });
    expect(calls('signIn.remember')).toHaveLength(1);
  });

  describe('of several nodes', () => {
    const ids = ['i-first', 'i-second', 'i-third'];
    beforeEach(async () => {
      known = null;
      mergePage({ nodes: ids.map((id) => makeNode({ id, keyPair: 'ops' })), removed: [] });
      void connectAll('tabs', ids);
      await vi.waitFor(() => expect(useQuestion.getState().waiting).toHaveLength(2));
    });
    const answer = (scope: 'node' | 'key-pair') => {
      const asked = question();
      if (asked?.kind === 'sign-in') answerSignIn(asked.node, asked.purpose, signIn, scope);
    };

    it('goes for all that it is remembered for, once the first node has taken it', async () => {
      answer('key-pair');
      expect(question()).toBeNull();
      expect(sessions()).toHaveLength(1);
      known = signIn;
      session().store.setState({ phase: 'open' });
      await vi.waitFor(() => expect(sessions().map(({ node }) => node.id)).toEqual(ids));
      expect(activeSession()).toBe(session());
      expect(question()).toBeNull();
    });

    it('leaves the others to be asked about where the first node did not take it', async () => {
      answer('key-pair');
      session().store.setState({ phase: 'closed' });
      await vi.waitFor(() => expect(question()).toMatchObject({ node: { id: 'i-second' } }));
      expect(useQuestion.getState().waiting).toMatchObject([{ node: { id: 'i-third' } }]);
    });

    it('leaves them also where the first terminal is closed meanwhile', async () => {
      answer('key-pair');
      closeTerminal(session().id);
      await vi.waitFor(() => expect(question()).toMatchObject({ node: { id: 'i-second' } }));
    });

    it('can be skipped, or given up for all', () => {
      dismissQuestion();
      expect(question()).toMatchObject({ node: { id: 'i-second' } });
      dismissSignIns();
      expect(useQuestion.getState()).toEqual({ question: null, waiting: [] });
      expect(sessions()).toEqual([]);
    });

    it('is for its own node where no more was chosen', () => {
      answer('node');
      expect(question()).toMatchObject({ node: { id: 'i-second' } });
    });
  });

  it('connects again in the same tab', () => {
    answerSignIn(ready, { kind: 'open' }, signIn, 'once');
    const other: SignIn = { user: 'root', identity: { kind: 'key-file', path: '/other.pem' } };
    answerSignIn(ready, { kind: 'reconnect', session: session() }, other, 'once');
    expect(session().connect).toHaveBeenCalledWith(other);
    expect(sessions()).toHaveLength(1);
    session().store.setState({ phase: 'open' });
    expect(calls('signIn.remember')).toEqual([]);
  });

  it('keeps one at once that is only to be kept', () => {
    answerSignIn(ready, { kind: 'save' }, signIn, 'node');
    expect(sessions()).toHaveLength(0);
    expect(calls('signIn.remember')).toHaveLength(1);
  });
});
