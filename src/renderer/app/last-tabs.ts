import type { TabNodes } from '../../shared/contract/index.js';
import { call } from '../bridge.js';
import { useFleet } from '../fleet/store.js';
import { askAboutMissing, connectTo, openShell } from './connect-flow.js';
import { openMany } from './open-many.js';
import { isSsh, sessionsIn, useWorkspace } from './workspace.js';

/**
 * Keeps which nodes are open in which tabs, for the next run; the function returned stops that. A window whose last tab
 * was closed keeps nothing new: what was open before is worth more.
 */
export function followTabs(): () => void {
  let kept = '';
  return useWorkspace.subscribe(({ tabs, sessions }) => {
    const open: TabNodes = tabs.map((tab) =>
      sessionsIn(tab, sessions).map((session) => {
        const { id } = session.node;
        return isSsh(session) ? id : { shell: id };
      }),
    );
    const text = JSON.stringify(open);
    if (open.length === 0 || text === kept) return;
    kept = text;
    // A disk that is full loses this, and nothing else; the next change tries again.
    void call('tabs.keep', { tabs: open }).catch(() => undefined);
  });
}

/** Opens the tabs of the last run again, each with its nodes side by side, and says which nodes are not listed. */
export async function reopenTabs(): Promise<void> {
  const { tabs } = await call('tabs.last', {});
  const { nodes } = useFleet.getState();
  const missing = tabs
    .flat()
    .map((terminal) => nodeIdOf(terminal))
    .filter((nodeId) => !nodes.has(nodeId));
  if (tabs.length === 0 || missing.length > 0) askAboutMissing([...new Set(missing)]);
  await openMany(tabs, (terminal, place) =>
    typeof terminal === 'string'
      ? connectTo(terminal, place)
      : Promise.resolve(openShell(terminal.shell, place)),
  );
}

const nodeIdOf = (terminal: TabNodes[number][number]): string =>
  typeof terminal === 'string' ? terminal : terminal.shell;
