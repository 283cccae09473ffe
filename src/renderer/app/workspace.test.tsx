import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createStore } from 'zustand';
import type { SignIn } from '../../shared/contract/index.js';
import type { ManagedNode } from '../../shared/node.js';
import { makeNode } from '../../../test/support/nodes.js';
import {
  activate,
  activeSession,
  closeTerminal,
  FLEET,
  focusBeside,
  joinTab,
  moveActiveTab,
  namesIn,
  openTerminal,
  separate,
  splitRight,
  tabWithRoom,
  useWorkspace,
} from './workspace.js';

// A session without its terminal, which needs a real page.
vi.mock('../terminal/session.js', () => ({
  TerminalSession: class {
    public readonly id = crypto.randomUUID();
    public readonly store;
    public readonly dispose = vi.fn();
    public constructor(
      public readonly node: ManagedNode,
      signIn: SignIn,
    ) {
      this.store = createStore(() => ({ phase: 'open', signIn }));
    }
  },
}));

const signIn: SignIn = { user: 'ubuntu', identity: { kind: 'key-file', path: '/k.pem' } };
const open = (name: string, tabId?: string) =>
  openTerminal(makeNode({ id: `i-${name}`, name }), signIn, { tabId });

const closeTab = (tabId: string) => {
  const tab = useWorkspace.getState().tabs.find(({ id }) => id === tabId);
  for (const paneId of tab?.panes ?? []) closeTerminal(paneId);
};

/** The tabs, the one in front in brackets, with the terminal that has the keys in capitals. */
const shown = () => {
  const { tabs, sessions, active } = useWorkspace.getState();
  const words = tabs.map((tab) => {
    const names = tab.panes.map((paneId) => {
      const name = sessions.find(({ id }) => id === paneId)?.node.name ?? '?';
      return tab.focused === paneId ? name.toUpperCase() : name;
    });
    return tab.id === active ? `[${names.join(' ')}]` : names.join(' ');
  });
  return words.join(', ');
};

beforeEach(() => useWorkspace.setState({ sessions: [], tabs: [], active: FLEET, recent: null }));

describe('terminals side by side', () => {
  it('are opened into one tab until it is full, and then into another', () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) open(name, 'together');
    expect(shown()).toBe('a b c D, [E]');
  });

  it('split: the same node with the same sign-in, in a session of its own', () => {
    const first = open('a');
    splitRight();
    expect(shown()).toBe('[a A]');
    expect(activeSession()).not.toBe(first);
    expect(activeSession()?.store.getState().signIn).toEqual(signIn);
  });

  it('take the keys from one another, and not beyond the edges', () => {
    for (const name of ['a', 'b', 'c']) open(name, 'together');
    focusBeside(1);
    expect(shown()).toBe('[a b C]');
    focusBeside(-1);
    expect(shown()).toBe('[a B c]');
  });

  it('go to a tab of their own, and back beside another', () => {
    const a = open('a', 'together');
    open('b', 'together');
    separate();
    expect(shown()).toBe('A, [B]');
    joinTab(a, useWorkspace.getState().active);
    expect(shown()).toBe('[b A]');
  });

  it('close one by one, each with its own connection, and the last with its tab', () => {
    open('z');
    const a = open('a', 'together');
    const b = open('b', 'together');
    closeTerminal(b.id);
    expect(shown()).toBe('Z, [A]');
    expect(b.dispose).toHaveBeenCalledOnce();
    expect(a.dispose).not.toHaveBeenCalled();
    closeTerminal(a.id);
    expect(shown()).toBe('[Z]');
  });

  it('close together with their tab', () => {
    const sessions = ['a', 'b'].map((name) => open(name, 'together'));
    closeTab('together');
    expect(useWorkspace.getState()).toMatchObject({ sessions: [], tabs: [], active: FLEET });
    for (const session of sessions) expect(session.dispose).toHaveBeenCalledOnce();
  });

  it('may be joined from the fleet by one more, as long as there is room', () => {
    expect(tabWithRoom()).toBeUndefined();
    open('a');
    open('b', 'together');
    activate(FLEET);
    expect(namesIn(tabWithRoom()!, useWorkspace.getState().sessions)).toBe('b');
    for (const name of ['c', 'd', 'e']) open(name, 'together');
    activate(FLEET);
    expect(tabWithRoom()).toBeUndefined();
  });
});

it('moves the tab in front among the others, and leaves the fleet where it is', () => {
  for (const name of ['a', 'b', 'c']) open(name);
  moveActiveTab(-1);
  moveActiveTab(-1);
  moveActiveTab(-1);
  expect(shown()).toBe('[C], A, B');
  activate(FLEET);
  moveActiveTab(1);
  expect(shown()).toBe('C, A, B');
});
