import { create } from 'zustand';
import { editsOf, type Edit } from '../files/editing/edits-store.js';
import { hasEnded, useJobs } from '../files/jobs/jobs-store.js';
import type { TerminalSession } from '../terminal/session.js';
import { focusFleet } from './focus-fleet.js';
import { activeSession, closeTerminal, useWorkspace } from './workspace.js';

/** Terminals that somebody wants to close, and what of theirs is not finished. */
export interface Closing {
  readonly sessions: readonly TerminalSession[];
  readonly jobs: number;
  readonly edits: readonly Edit[];
}

export const useClosing = create<{ readonly closing: Closing | null }>(() => ({ closing: null }));

/** Closes terminals; asks first where jobs or edited files of theirs are not finished. */
export function closeAsking(sessionIds: readonly string[]): void {
  const sessions = useWorkspace.getState().sessions.filter(({ id }) => sessionIds.includes(id));
  const { tabs } = useJobs.getState();
  const jobs = sessions.flatMap(({ id }) => tabs.get(id)?.jobs ?? []).filter((job) => !hasEnded(job)).length;
  const edits = editsOf(sessionIds);
  if (jobs + edits.length === 0) closeAll(sessionIds);
  else useClosing.setState({ closing: { sessions, jobs, edits } });
}

/** The same for all terminals of a tab. */
export const closeTabAsking = (tabId: string): void =>
  closeAsking(useWorkspace.getState().tabs.find(({ id }) => id === tabId)?.panes ?? []);

/** The answer to the question. */
export function answerClosing(isClosed: boolean): void {
  const { closing } = useClosing.getState();
  useClosing.setState({ closing: null });
  if (isClosed && closing !== null) closeAll(closing.sessions.map(({ id }) => id));
}

function closeAll(sessionIds: readonly string[]): void {
  for (const id of sessionIds) closeTerminal(id);
  const session = activeSession();
  if (session === undefined) focusFleet();
  else session.terminal.focus();
}
