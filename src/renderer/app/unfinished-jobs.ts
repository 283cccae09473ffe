import { useEdits } from '../files/editing/edits-store.js';
import { useJobs } from '../files/jobs/jobs-store.js';
import { filesOf } from '../files/tab-files.js';
import { useWorkspace } from './workspace.js';

/**
 * Opens the files of each tab whose node has jobs that were not finished, or changes of edited files that it has not
 * got, so that they are seen to go on; the function returned stops that.
 */
export function followUnfinishedJobs(): () => void {
  const look = () => {
    const unfinished = [...useJobs.getState().stored, ...useEdits.getState().left];
    const nodeIds = new Set(unfinished.map(({ nodeId }) => nodeId));
    for (const session of useWorkspace.getState().sessions)
      if (nodeIds.has(session.node.id)) filesOf(session).want();
  };
  const stops = [
    useWorkspace.subscribe(look),
    useJobs.subscribe((now, before) => {
      if (now.stored !== before.stored) look();
    }),
    useEdits.subscribe((now, before) => {
      if (now.left !== before.left) look();
    }),
  ];
  return () => stops.forEach((stop) => stop());
}
