import { Arch, Platform, build, type Configuration } from 'electron-builder';
import config from '../electron-builder.config.js';
import { findCommand } from './commands.js';
import type { ElectronRuntime } from './electron-runtime.js';
import { ROOT } from './paths.js';

/** What to make. */
export interface PackageOptions {
  /** electron-builder's names of forms: `dir`, `tar.gz`, … */
  targets: readonly string[];
  /** Folder for the result, in the repository. */
  output: string;
  /** For tests: the app listens to a debugger when asked, as Playwright must. What ships does not. */
  drivable: boolean;
}

/** Makes packages for this platform from out/, on the runtime at hand. Returns the files made. */
export async function packageApp(runtime: ElectronRuntime, options: PackageOptions): Promise<string[]> {
  const sevenZip = findCommand('7za');
  // electron-builder's own copy is a download, which not every machine can make.
  if (sevenZip !== undefined) process.env.ELECTRON_BUILDER_7ZIP_PATH = sevenZip;
  return build({
    projectDir: ROOT,
    publish: 'never',
    targets: Platform.current().createTarget([...options.targets], Arch[process.arch as keyof typeof Arch]),
    config: configFor(runtime, options),
  });
}

/**
 * Whether a Node runs where nothing else is installed, as packages for macOS need it: one that was built on shared
 * libraries of this machine, as package managers do, does not.
 *
 * @param variables `process.config.variables`
 */
export const standsAlone = (variables: Readonly<Record<string, unknown>>): boolean =>
  !Object.entries(variables).some(
    ([name, value]) => name.startsWith('node_shared') && (value === true || value === 'true'),
  );

/** The common configuration with what depends on the runtime and on the use of the package. */
export function configFor(runtime: ElectronRuntime, { output, drivable }: PackageOptions): Configuration {
  return {
    ...config,
    directories: { ...config.directories, output },
    electronVersion: runtime.version,
    electronDist: runtime.distPath,
    electronFuses: {
      ...config.electronFuses,
      enableNodeCliInspectArguments: drivable,
      // The older runtime does not know this one, and setting it would fail.
      ...(runtime.source === 'electron package' ? { grantFileProtocolExtraPrivileges: false } : {}),
    },
  };
}
