import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Configuration } from 'electron-builder';

// What every package has in common. scripts/package-app.ts adds the runtime at hand.
export default {
  appId: 'io.github.sallyport.app',
  productName: 'Sallyport',
  directories: { buildResources: 'resources', output: 'dist' },
  // Vite has bundled everything into out/; source maps are for development.
  files: ['out/**', 'package.json', '!**/*.map'],
  asar: true,
  npmRebuild: false,
  // A smaller package takes minutes more on two cores.
  compression: 'store',
  electronFuses: {
    // The command line runs so (docs/cli.md). Not on macOS, where the keychain and privacy permissions go by the app's
    // identity, which other code would then have.
    runAsNode: process.platform !== 'darwin',
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
  },
  // An unpacked runtime brings its default app and its version file, which have no business in a package.
  afterPack: async ({ appOutDir }) => {
    await rm(join(appOutDir, 'resources', 'default_app.asar'), { force: true });
    await rm(join(appOutDir, 'version'), { force: true });
  },
  artifactName: '${name}-${version}-${os}-${arch}.${ext}',
  linux: {
    extraResources: [{ from: 'resources/bin/linux', to: 'bin' }],
    target: ['dir', 'tar.gz'],
    // What people type is the command line, which has the plain name.
    executableName: 'sallyport-app',
    icon: 'resources/icons',
    category: 'Network',
    maintainer: 'The Sallyport authors',
  },
  // Debian wants a page. The app has none of its own; its Help menu opens this one as well.
  extraMetadata: {
    homepage: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html',
  },
  // A file of the package, and so removed with it.
  deb: { fpm: [`${resolve('resources/bin/deb/sallyport')}=/usr/bin/sallyport`] },
  // The Node that builds it goes along, with the command line outside the archive, which only Electron reads.
  mac: {
    extraResources: [
      { from: 'resources/bin/mac', to: 'bin' },
      { from: process.execPath, to: 'bin/node' },
      { from: 'out/main', to: 'cli', filter: ['**/*.cjs'] },
    ],
  },
  win: { extraResources: [{ from: 'resources/bin/win', to: 'bin' }] },
} satisfies Configuration;
