import { describe, expect, it } from 'vitest';
import type { ElectronRuntime } from './electron-runtime.js';
import { configFor, standsAlone } from './package-app.js';

const runtime = (source: ElectronRuntime['source']): ElectronRuntime => ({
  executable: '/runtime/electron',
  distPath: '/runtime',
  version: '45.0.0',
  source,
});
const options = { targets: ['dir'], output: 'dist', drivable: false };

describe('the configuration of a package', () => {
  it('takes the runtime at hand', () => {
    expect(configFor(runtime('electron package'), options)).toMatchObject({
      electronVersion: '45.0.0',
      electronDist: '/runtime',
      directories: { output: 'dist' },
    });
  });

  it('shuts the debugger out, but for the package that tests drive', () => {
    const fuse = (drivable: boolean) =>
      configFor(runtime('electron package'), { ...options, drivable }).electronFuses
        ?.enableNodeCliInspectArguments;
    expect(fuse(false)).toBe(false);
    expect(fuse(true)).toBe(true);
  });

  it('sets no fuse that the older runtime does not have', () => {
    const fuse = (source: ElectronRuntime['source']) =>
      configFor(runtime(source), options).electronFuses?.grantFileProtocolExtraPrivileges;
    expect(fuse('electron package')).toBe(false);
    expect(fuse('development runtime')).toBeUndefined();
  });
});

describe('a Node that goes along', () => {
  it('is one that needs no other files', () => {
    expect(standsAlone({ node_shared: false, node_shared_openssl: false, node_prefix: '/usr' })).toBe(true);
    expect(standsAlone({ node_shared: false, node_shared_openssl: true })).toBe(false);
    expect(standsAlone({ node_shared_zlib: 'true' })).toBe(false);
  });
});
