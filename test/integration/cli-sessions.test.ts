import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { NODE_ID, startCliMachine, type CliMachine } from '../support/cli.js';

let machine: CliMachine;
/** A service on the node's port 7777 that greets. */
let service: Server;
let appFolder: string;

beforeAll(async () => {
  service = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write('hello\n');
    socket.resume();
  });
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  machine = await startCliMachine({ ports: { 7777: (service.address() as AddressInfo).port } });
  appFolder = join(machine.home, '.config/Sallyport');
  mkdirSync(appFolder, { recursive: true });
});
afterEach(() => machine.allEnded());
afterAll(async () => {
  service.close();
  await machine.close();
});

/** Starts a proxy and waits for the service's greeting. */
async function proxied() {
  const child = machine.start('sallyport', ['proxy', NODE_ID, '7777']);
  await once(child.stdout, 'data');
  const session = machine.simulator.sessions.at(-1);
  return { child, isOpen: () => session?.ended === false };
}
const notes = () => readdirSync(join(appFolder, 'cli-sessions'));

describe('sessions of a command line that was killed', () => {
  it('are ended by the next one, which touches none of those that run', async () => {
    const running = await proxied();
    const killed = await proxied();
    killed.child.kill('SIGKILL');
    await once(killed.child, 'exit');
    expect(killed.isOpen()).toBe(true);
    expect(notes()).toHaveLength(2);
    const next = await proxied();
    await expect.poll(killed.isOpen, { timeout: 15_000 }).toBe(false);
    expect(running.isOpen()).toBe(true);
    expect(next.isOpen()).toBe(true);
    for (const { child } of [running, next]) {
      child.stdin.end();
      await once(child, 'exit');
    }
    expect(notes()).toEqual([]);
  });

  it('are ended even by one that has little to do, before it ends', async () => {
    const killed = await proxied();
    killed.child.kill('SIGKILL');
    await once(killed.child, 'exit');
    expect(await machine.run('sallyport', ['doctor', NODE_ID])).toMatchObject({ code: 0 });
    expect(killed.isOpen()).toBe(false);
  });
});

describe('the size of messages', () => {
  it('is that of the app’s settings', async () => {
    const script = `head -c 2000000 /dev/zero | sallyport proxy ${NODE_ID} 7777 > /dev/null`;
    const frames = async () => {
      expect(await machine.run('sh', ['-c', script])).toMatchObject({ code: 0, stderr: '' });
      const session = machine.simulator.sessions.at(-1);
      expect(session?.bytesToAgent).toBe(2_000_000);
      return session?.clientFrames ?? 0;
    };
    // 1,024 bytes each, as AWS's plugin sends them.
    expect(await frames()).toBeGreaterThan(1_900);
    writeFileSync(
      join(appFolder, 'settings.json'),
      JSON.stringify({ sessionManager: { payloadBytes: 16_384 } }),
    );
    expect(await frames()).toBeLessThan(1_000);
  });
});
