import type { fleetCalls } from '../../shared/contract/fleet.js';
import { problem, ProblemError, type ProblemCode } from '../../shared/problem.js';
import { writeWhole } from '../../storage/json-file.js';
import type { Handlers } from '../ipc/answer.js';
import type { SettingsStore } from '../../settings/settings.js';
import type { Fleet } from '../../aws/fleet.js';

interface Parts {
  readonly fleet: Pick<Fleet, 'refresh'>;
  readonly settings: Pick<SettingsStore, 'value' | 'update'>;
  /** Asks for the file to write to; null when the person gives up. */
  readonly chooseTarget: (options: {
    defaultPath: string;
    filters: { name: string; extensions: string[] }[];
  }) => Promise<string | null>;
}

/** What the page asks of the list of nodes. */
export function fleetHandlers({
  fleet,
  settings,
  chooseTarget,
}: Parts): Handlers<typeof fleetCalls, undefined> {
  return {
    'fleet.refresh': async ({ sourceId }) => {
      await fleet.refresh(sourceId);
      return {};
    },
    'fleet.export': async ({ format, text }) => {
      const path = await chooseTarget({
        defaultPath: `nodes.${format}`,
        filters: [{ name: format.toUpperCase(), extensions: [format] }],
      });
      if (path !== null) await writeExport(path, text);
      return { path };
    },
    'fleet.look': () => ({ look: settings.value.fleet.look }),
    'fleet.keepLook': async ({ look }) => {
      await settings.update((now) => ({ ...now, fleet: { ...now.fleet, look } }));
      return {};
    },
  };
}

const refusals: Readonly<Record<string, ProblemCode>> = {
  EACCES: 'files.denied',
  EPERM: 'files.denied',
  EROFS: 'files.read-only',
  ENOSPC: 'files.no-space',
  EDQUOT: 'files.no-space',
};

/** Writes a file that the person has chosen. @throws ProblemError */
async function writeExport(path: string, text: string): Promise<void> {
  try {
    await writeWhole(path, text);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new ProblemError(
      problem(refusals[code] ?? 'files.refused', { path, side: 'local' }, { details: message }),
    );
  }
}
