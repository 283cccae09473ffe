import { create } from 'zustand';
import type { SignIn } from '../../shared/contract/index.js';
import type { ManagedNode } from '../../shared/node.js';
import { on } from '../bridge.js';
import { noteServer } from '../preflight/preflight-store.js';
import { serverCheck } from '../preflight/server-check.js';
import { forgetFilesOf } from '../files/tab-files.js';
import { TerminalSession } from '../terminal/session.js';
import { nodeName } from '../ui/node-name.js';
import {
  addPane,
  evenOut,
  focusPane,
  isFull,
  moveEdge,
  moveTab,
  paneBeside,
  removePane,
  separatePane,
  tabOf,
  type TerminalTab,
} from './tabs.js';

/** The fleet's tab, which is always there. */
export const FLEET = 'fleet';

interface Workspace {
  /** Every terminal of the window, in the order in which they were opened. */
  readonly sessions: readonly TerminalSession[];
  /** The tabs beside the fleet's, and which terminals stand in each, by their ids. */
  readonly tabs: readonly TerminalTab[];
  /** The tab in front: FLEET or a tab's id. */
  readonly active: string;
  /** The tab of terminals that was in front last; it may be gone. */
  readonly recent: string | null;
}

/** The tabs, their terminals, and which tab is in front. */
export const useWorkspace = create<Workspace>(() => ({
  sessions: [],
  tabs: [],
  active: FLEET,
  recent: null,
}));

const front = (active: string): Partial<Workspace> =>
  active === FLEET ? { active } : { active, recent: active };

export const activate = (active: string): void => useWorkspace.setState(front(active));

/** Goes to a terminal: brings its tab to the front and gives it the keys. */
export function goTo(session: TerminalSession): void {
  const tab = tabOf(useWorkspace.getState().tabs, session.id);
  if (tab === undefined) return;
  focusSession(session.id);
  activate(tab.id);
}

/** Whether a terminal is one of SSH, not Session Manager's own shell. */
export const isSsh = (session: TerminalSession): boolean => session.store.getState().signIn !== null;

/** The first terminal of a node by SSH, or in Session Manager's own shell, where it has one. */
export const sessionOfNode = (nodeId: string, kind: 'ssh' | 'session-shell'): TerminalSession | undefined =>
  useWorkspace
    .getState()
    .sessions.find((session) => session.node.id === nodeId && isSsh(session) === (kind === 'ssh'));

/** The tab of terminals in front. */
export const activeTab = ({ tabs, active }: Workspace = useWorkspace.getState()): TerminalTab | undefined =>
  tabs.find(({ id }) => id === active);

/** The terminal that keys go to. */
export const activeSession = (state: Workspace = useWorkspace.getState()): TerminalSession | undefined => {
  const focused = activeTab(state)?.focused;
  return state.sessions.find(({ id }) => id === focused);
};

/** The terminals of a tab, from left to right. */
export const sessionsIn = (tab: TerminalTab, sessions: readonly TerminalSession[]): TerminalSession[] =>
  tab.panes.flatMap((paneId) => sessions.find(({ id }) => id === paneId) ?? []);

/** The names of the nodes of a tab, from left to right. */
export const namesIn = (tab: TerminalTab, sessions: readonly TerminalSession[]): string =>
  sessionsIn(tab, sessions)
    .map(({ node }) => nodeName(node))
    .join(', ');

/** The tab that a terminal may be put beside: the one that was in front last, where it has room. */
export function tabWithRoom({ tabs, recent }: Workspace = useWorkspace.getState()): TerminalTab | undefined {
  const tab = tabs.find(({ id }) => id === recent);
  return isFull(tab) ? undefined : tab;
}

const changeTabs = (changed: (tabs: readonly TerminalTab[]) => readonly TerminalTab[]): void =>
  useWorkspace.setState(({ tabs }) => ({ tabs: changed(tabs) }));

/**
 * Opens a terminal for a node. It connects as soon as it is drawn.
 *
 * @param signIn null for Session Manager's own shell
 * @param place.tabId the tab that it joins, on the right of the focused terminal; without one, or where that is full, it
 *   gets a tab of its own
 * @param place.isBehind whether the tab in front stays there
 */
export function openTerminal(
  node: ManagedNode,
  signIn: SignIn | null,
  place: { readonly tabId?: string | undefined; readonly isBehind?: boolean } = {},
): TerminalSession {
  const { tabId = crypto.randomUUID(), isBehind = false } = place;
  const session = new TerminalSession(node, signIn);
  session.store.subscribe((state, before) => {
    if (state.steps === before.steps && state.end === before.end) return;
    const check = serverCheck(state, Date.now());
    if (check !== null) noteServer(node.id, check);
  });
  useWorkspace.setState(({ sessions, tabs }) => {
    const id = isFull(tabs.find((tab) => tab.id === tabId)) ? crypto.randomUUID() : tabId;
    return {
      sessions: [...sessions, session],
      tabs: addPane(tabs, id, session.id),
      ...(!isBehind && front(id)),
    };
  });
  return session;
}

/** Opens another terminal of the focused one's node, on its right. */
export function splitRight(): void {
  const session = activeSession();
  if (session !== undefined)
    openTerminal(session.node, session.store.getState().signIn, { tabId: activeTab()?.id });
}

/** Moves an open terminal to a tab, on the right of the focused one there, and goes to it. */
export function joinTab(session: TerminalSession, tabId: string): void {
  changeTabs((tabs) => {
    const tab = tabs.find(({ id }) => id === tabId);
    if (isFull(tab) || tab?.panes.includes(session.id) === true) return tabs;
    return addPane(removePane(tabs, session.id), tabId, session.id);
  });
  goTo(session);
}

/** Gives the focused terminal of a split a tab of its own, and goes to it. */
export function separate(): void {
  const session = activeSession();
  if (session === undefined) return;
  changeTabs((tabs) => separatePane(tabs, session.id, crypto.randomUUID()));
  goTo(session);
}

export const focusSession = (sessionId: string): void => changeTabs((tabs) => focusPane(tabs, sessionId));

/** Gives the keys to the terminal on the right of the focused one, or with -1 on its left. */
export function focusBeside(step: 1 | -1): void {
  const tab = activeTab();
  const beside = tab && paneBeside(tab, step);
  if (beside !== undefined) focusSession(beside);
}

export const dragEdge = (tabId: string, edge: number, by: number): void =>
  changeTabs((tabs) => moveEdge(tabs, tabId, edge, by));

export const evenOutTab = (tabId: string): void => changeTabs((tabs) => evenOut(tabs, tabId));

/**
 * Closes a terminal and ends its connection. As the last one of its tab goes, so does the tab, and the one to its left
 * comes to the front.
 */
export function closeTerminal(sessionId: string): void {
  const { sessions, tabs, active } = useWorkspace.getState();
  const session = sessions.find(({ id }) => id === sessionId);
  if (session === undefined) return;
  const left = removePane(tabs, sessionId);
  const place = tabs.findIndex(({ id }) => id === active);
  const isGone = place >= 0 && !left.some(({ id }) => id === active);
  useWorkspace.setState({
    sessions: sessions.filter((other) => other !== session),
    tabs: left,
    ...(isGone && front(left[place - 1]?.id ?? FLEET)),
  });
  forgetFilesOf(session);
  session.dispose();
}

/** Brings the tab at a place to the front; the fleet is at 0. Places wrap round. */
export function activateAt(place: number): void {
  const ids = [FLEET, ...useWorkspace.getState().tabs.map(({ id }) => id)];
  activate(ids.at(place % ids.length) ?? FLEET);
}

/** Goes to the next tab, or with -1 to the one before. */
export function activateBeside(step: 1 | -1): void {
  const { tabs, active } = useWorkspace.getState();
  activateAt(tabs.findIndex(({ id }) => id === active) + 1 + step);
}

/** Moves a tab to a place among those of terminals. */
export const placeTab = (tabId: string, place: number): void =>
  changeTabs((tabs) => moveTab(tabs, tabId, place));

/** Moves the tab in front one place to the right, or with -1 to the left. */
export function moveActiveTab(step: 1 | -1): void {
  const { tabs, active } = useWorkspace.getState();
  placeTab(active, tabs.findIndex(({ id }) => id === active) + step);
}

/** Brings a crash of a connection's process to its tab; the function returned stops that. */
export function followCrashes(): () => void {
  return on('connection.crashed', ({ connectionId, problem }) => {
    const session = useWorkspace
      .getState()
      .sessions.find((candidate) => candidate.isConnection(connectionId));
    session?.fail(problem);
  });
}
