import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandObstacle } from '../../shared/contract/ssh-config.js';
import { ProblemError } from '../../shared/problem.js';
import type { SshConfigForm, SshConfigPlatform } from '../../shared/ssh-config.js';
import { sshConfigHandlers } from './calls.js';
import { commandPlace, type Installation } from './command-place.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-ssh-config-calls-'));
  file = join(folder, 'config');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function calls(obstacle: CommandObstacle | null = null) {
  const handlers = sshConfigHandlers({
    platform: 'linux',
    file,
    dataFolder: '/data',
    command: () =>
      Promise.resolve(
        obstacle === null ? { command: ['/opt/sallyport'], obstacle } : { command: null, obstacle },
      ),
  });
  const block = { form: 'sallyport' as SshConfigForm, profile: null, region: null };
  const preview = (given: { form?: SshConfigForm; platform?: SshConfigPlatform } = {}) =>
    handlers['sshConfig.preview']({ ...block, platform: 'linux', ...given }, undefined);
  const install = (token: string) => handlers['sshConfig.install']({ ...block, token }, undefined);
  const remove = (token: string) => handlers['sshConfig.remove']({ token }, undefined);
  return { preview, install, remove };
}

describe('the page’s calls for ssh_config', () => {
  it('show a change and write nothing, write it when told to, and take it back', async () => {
    writeFileSync(file, 'Host a\n');
    const { preview, install, remove } = calls();
    const shown = await preview();
    expect(shown.install?.diff).toContain("+    ProxyCommand /opt/sallyport proxy '%h' '%p'");
    expect(readFileSync(file, 'utf8')).toBe('Host a\n');
    const { copy } = await install(shown.install?.token ?? '');
    expect(readFileSync(copy ?? '', 'utf8')).toBe('Host a\n');
    const again = await preview();
    expect(again.install?.diff).toBe('');
    expect(again.removal?.diff).toContain('-# >>> sallyport >>>');
    await remove(again.removal?.token ?? '');
    expect(readFileSync(file, 'utf8')).toBe('Host a\n');
  });

  it('write over no file but the one that was shown', async () => {
    writeFileSync(file, 'Host a\n');
    const { preview, install } = calls();
    const shown = await preview();
    writeFileSync(file, 'Host b\n');
    await expect(install(shown.install?.token ?? '')).rejects.toThrow('ssh-config.changed');
    expect(readFileSync(file, 'utf8')).toBe('Host b\n');
  });

  it('say which line is not understood, and give the lines to copy all the same', async () => {
    writeFileSync(file, 'Host a\nnonsense\n');
    const shown = await calls().preview();
    expect(shown).toMatchObject({
      install: null,
      problem: { code: 'ssh-config.unreadable', params: { line: 2 } },
    });
    expect(shown.text).toContain('/opt/sallyport proxy');
  });

  it('offer to write only what this system can use, and only with a path that stays', async () => {
    for (const given of [
      { platform: 'darwin' },
      { platform: 'win32' },
      { form: 'aws-powershell' },
    ] as const) {
      const shown = await calls().preview({ ...given, ...('form' in given ? { platform: 'win32' } : {}) });
      expect(shown.install).toBeNull();
    }
    const windows = await calls().preview({ platform: 'win32' });
    expect(windows.text).toContain('cmd.exe /d /c "sallyport proxy %h %p"');
    expect((await calls().preview({ form: 'aws-sh' })).install?.diff).toContain(
      '+    ProxyCommand sh -c "aws ssm',
    );
    const lost = calls('appimage');
    expect(await lost.preview()).toMatchObject({ install: null, commandObstacle: 'appimage' });
    await expect(lost.install('none')).rejects.not.toBeInstanceOf(ProblemError);
  });
});

describe('where the command is', () => {
  const installed: Installation = {
    platform: 'linux',
    isPackaged: true,
    execPath: '/opt/Sallyport/sallyport',
    resourcesPath: '/nowhere',
    appPath: '/nowhere/app.asar',
    env: {},
  };

  it('is the launcher of a package, or the runtime with the built program', async () => {
    const launcher = join(folder, 'bin', 'sallyport');
    mkdirSync(dirname(launcher));
    writeFileSync(launcher, '');
    expect(await commandPlace({ ...installed, resourcesPath: folder })).toEqual({
      command: [launcher],
      obstacle: null,
    });
  });

  it('is not told where it will be another one tomorrow, or is none', async () => {
    const obstacle = async (given: Partial<Installation>) =>
      (await commandPlace({ ...installed, ...given })).obstacle;
    expect(await obstacle({})).toBe('missing');
    expect(await obstacle({ env: { APPIMAGE: '/home/me/Sallyport.AppImage' } })).toBe('appimage');
    for (const resourcesPath of [
      '/Volumes/Sallyport/Sallyport.app/Contents/Resources',
      '/private/var/folders/x/AppTranslocation/y/d/Sallyport.app/Contents/Resources',
    ])
      expect(await obstacle({ platform: 'darwin', resourcesPath })).toBe('disk-image');
    expect(await obstacle({ platform: 'win32', isPackaged: false })).toBe('development');
  });
});
