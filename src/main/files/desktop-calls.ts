import type { desktopCalls } from '../../shared/contract/desktop.js';
import type { Handlers } from '../ipc/answer.js';
import type { JobActivity } from '../jobs/activity.js';

export type OpenProperty =
  'openFile' | 'openDirectory' | 'multiSelections' | 'createDirectory' | 'showHiddenFiles';

interface Parts {
  readonly activity: Pick<JobActivity, 'report' | 'notify'>;
  /** Shows the system's dialog; empty when the person gives up. */
  readonly choose: (properties: OpenProperty[]) => Promise<string[]>;
}

/** Files and folders cannot be chosen in one dialog on Windows and Linux. */
const dialogs: Readonly<Record<'files' | 'folders' | 'target', OpenProperty[]>> = {
  files: ['openFile', 'multiSelections', 'showHiddenFiles'],
  folders: ['openDirectory', 'multiSelections', 'showHiddenFiles'],
  target: ['openDirectory', 'createDirectory'],
};

/** What the page asks of the desktop about files and jobs. */
export function desktopHandlers({ activity, choose }: Parts): Handlers<typeof desktopCalls, undefined> {
  return {
    'files.choose': async ({ what }) => ({ paths: await choose(dialogs[what]) }),
    'jobs.activity': ({ active, edited, share }) => {
      activity.report({ jobs: active, edited }, share);
      return {};
    },
    'jobs.notify': ({ title, body }) => {
      activity.notify(title, body);
      return {};
    },
  };
}
