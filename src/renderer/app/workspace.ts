import { create } from 'zustand';
import type { SignIn } from '../../shared/contract/index.js';
import type { ManagedNode } from '../../shared/node.js';
import { on } from '../bridge.js';
import { noteServer } from '../preflight/preflight-store.js';
import { serverCheck } from '../preflight/server-check.js';
import { forgetFilesOf } from '../files/tab-files.js';
import { TerminalSession } from '../terminal/session.js';

/** The fleet's tab, which is always there. */
export const FLEET = 'fleet';

interface Workspace {
  readonly sessions: readonly TerminalSession[];
  /** The tab in front: FLEET or a session's id. */
  readonly active: string;
}

/** The tabs and which one is in front. */
export const useWorkspace = create<Workspace>(() => ({ sessions: [], active: FLEET }));

export const activate = (active: string): void => useWorkspace.setState({ active });

/** The session of a node, where it has a tab. */
export const sessionOfNode = (nodeId: string): TerminalSession | undefined =>
  useWorkspace.getState().sessions.find((session) => session.node.id === nodeId);

export const activeSession = (): TerminalSession | undefined => {
  const { sessions, active } = useWorkspace.getState();
  return sessions.find(({ id }) => id === active);
};

/** Opens a tab for a node. It connects as soon as it is drawn. */
export function openTab(node: ManagedNode, signIn: SignIn): TerminalSession {
  const session = new TerminalSession(node, signIn);
  session.store.subscribe((state, before) => {
    if (state.steps === before.steps && state.end === before.end) return;
    const check = serverCheck(state, Date.now());
    if (check !== null) noteServer(node.id, check);
  });
  useWorkspace.setState(({ sessions }) => ({ sessions: [...sessions, session], active: session.id }));
  return session;
}

/** Closes a tab and ends its connection; the tab to its left comes to the front. The fleet's tab stays. */
export function closeTab(id: string): void {
  const { sessions, active } = useWorkspace.getState();
  const index = sessions.findIndex((session) => session.id === id);
  const session = sessions[index];
  if (session === undefined) return;
  useWorkspace.setState({
    sessions: sessions.filter((other) => other !== session),
    active: active === id ? (sessions[index - 1]?.id ?? FLEET) : active,
  });
  forgetFilesOf(session);
  session.dispose();
}

/** Brings the tab at a place to the front; the fleet is at 0. Places wrap round. */
export function activateAt(place: number): void {
  const { sessions } = useWorkspace.getState();
  const tabs = [FLEET, ...sessions.map(({ id }) => id)];
  activate(tabs.at(place % tabs.length) ?? FLEET);
}

/** Goes to the next tab, or with -1 to the one before. */
export function activateBeside(step: 1 | -1): void {
  const { sessions, active } = useWorkspace.getState();
  activateAt(sessions.findIndex(({ id }) => id === active) + 1 + step);
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
