import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ensureCliBundle } from '../../scripts/cli-bundle.js';
import { startSshd } from '../../simulator/fleet/sshd.js';
import { Simulator, simulatedNode } from '../../simulator/index.js';
import { launchApp } from '../support/app.js';

const ID = 'i-0c0ffee0000000001';

it('the app ends at its start the sessions that a killed command line has left', async () => {
  const home = mkdtempSync(join(tmpdir(), 'sallyport-e2e-cli-'));
  const server = await startSshd({ user: 'ec2-user', parent: home, authorizedKeys: [] });
  const simulator = await Simulator.start({
    nodes: [simulatedNode({ instanceId: ID, sshd: { port: server.port } })],
  });
  try {
    const env = { PATH: '/usr/bin:/bin', HOME: home, ...simulator.env };
    const child = spawn(process.execPath, [await ensureCliBundle(), 'proxy', ID], { env });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const session = simulator.sessions.at(-1);
    expect(session?.ended).toBe(false);
    const app = await launchApp({ env: simulator.env, userDataDir: join(home, '.config', 'Sallyport') });
    try {
      await expect.poll(() => session?.ended, { timeout: 20_000 }).toBe(true);
    } finally {
      await app.close();
    }
  } finally {
    await simulator.close();
    await server.close();
    rmSync(home, { recursive: true, force: true });
  }
});
