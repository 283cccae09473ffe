import { execFile, execFileSync } from 'node:child_process';
import { copyFile, cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { FuseState } from '@electron/fuses/dist/constants.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isFresh } from '../../scripts/freshness.js';
import { ROOT } from '../../scripts/paths.js';
import { run } from '../../scripts/run.js';
import { startDemoFleet } from '../../simulator/fleet/demo-fleet.js';
import { Simulator } from '../../simulator/index.js';
import { launchApp, settingsFor } from '../support/app.js';

const FOLDER = 'dist/drivable/linux-unpacked';
const ARCHIVE = `${FOLDER}/resources/app.asar`;
const EXECUTABLE = join(ROOT, FOLDER, 'sallyport-app');
const MADE_FROM = [
  'out',
  'package.json',
  'electron-builder.config.ts',
  'resources',
  'scripts/package-app.ts',
];

describe('the packaged app', () => {
  let fleet: Awaited<ReturnType<typeof startDemoFleet>> | undefined;
  let simulator: Simulator | undefined;

  beforeAll(async () => {
    if (!(await isFresh(ARCHIVE, MADE_FROM))) {
      await run(process.execPath, ['--import', 'tsx', 'scripts/dist.ts', '--drivable'], { cwd: ROOT });
    }
    fleet = await startDemoFleet();
    simulator = await Simulator.start({ nodes: fleet.nodes, keyPairs: fleet.keys });
  }, 300_000);

  afterAll(async () => {
    await simulator?.close();
    await fleet?.close();
  });

  it('holds what was built and nothing else', () => {
    const folders = new Set(
      listPackage(join(ROOT, ARCHIVE), { isPack: false }).map((path) => path.split('/')[1]),
    );
    expect(folders).toEqual(new Set(['out', 'package.json']));
  });

  it('takes no code from its environment, and as an app none but its own', async () => {
    const fuses = await getCurrentFuseWire(EXECUTABLE);
    expect(fuses[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(FuseState.DISABLE);
    expect(fuses[FuseV1Options.OnlyLoadAppFromAsar]).toBe(FuseState.ENABLE);
  });

  it('brings the command line, which needs neither a display nor a Node', async () => {
    const launcher = join(ROOT, FOLDER, 'resources/bin/sallyport');
    const { stdout, stderr } = await promisify(execFile)(launcher, ['ls', '--json'], {
      env: { PATH: '/usr/bin:/bin', ...simulator!.env },
    });
    expect(stderr).toBe('');
    const listed = (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id);
    expect(listed.sort()).toEqual(fleet!.nodes.map(({ instanceId }) => instanceId).sort());
  });

  // As it lies in an app for macOS: on a Node, beside an archive that this cannot read.
  it('brings a command line that runs outside the archive', async () => {
    const resources = await mkdtemp(join(tmpdir(), 'sallyport-resources-'));
    try {
      const folders = [['resources/bin/mac', 'bin'] as const, ['out/main', 'cli'] as const];
      for (const [from, to] of folders) await cp(join(ROOT, from), join(resources, to), { recursive: true });
      await symlink(process.execPath, join(resources, 'bin/node'));
      const { stdout, stderr } = await promisify(execFile)(
        join(resources, 'bin/sallyport'),
        ['ls', '--json'],
        {
          env: { PATH: '/usr/bin:/bin', HOME: resources, ...simulator!.env },
        },
      );
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toHaveLength(fleet!.nodes.length);
    } finally {
      await rm(resources, { recursive: true });
    }
  });

  it('connects to a node and runs a command there', async () => {
    const node = fleet!.nodes.find(({ sshd, keyName }) => sshd !== undefined && keyName !== undefined)!;
    const driven = await launchApp({
      executable: EXECUTABLE,
      env: simulator!.env,
      settings: settingsFor(fleet!.keys),
    });
    try {
      expect(await driven.app.evaluate(({ app }) => app.isPackaged)).toBe(true);
      await driven.connect(node.instanceId);
      await driven.page.keyboard.type('echo "answer $((6 * 7))"\n');
      await driven.waitForText('answer 42');
    } finally {
      await driven.close();
    }
  });

  // The thread that unlocks keys is a file of its own, which in a package lies within the archive.
  it('unlocks a key that has a passphrase', async () => {
    const node = fleet!.nodes.find(({ sshd, keyName }) => sshd !== undefined && keyName !== undefined)!;
    const pair = fleet!.keys.find(({ keyPairName }) => keyPairName === node.keyName)!;
    const folder = await mkdtemp(join(tmpdir(), 'sallyport-packaged-'));
    const key = join(folder, 'locked');
    await copyFile(pair.privateKeyFile, key);
    execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'a passphrase', '-f', key]);
    const driven = await launchApp({
      executable: EXECUTABLE,
      env: simulator!.env,
      settings: settingsFor([{ ...pair, privateKeyFile: key }]),
    });
    try {
      const { page } = driven;
      await page.getByRole('searchbox').fill(node.instanceId);
      await page.locator(`[data-node-id="${node.instanceId}"]`).dblclick();
      await page.getByRole('alertdialog').waitFor();
      await page.keyboard.type('a passphrase');
      await page.keyboard.press('Enter');
      await page.locator(`[data-testid="terminal"]:visible[data-state="open"]`).waitFor({ timeout: 20_000 });
    } finally {
      await driven.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
