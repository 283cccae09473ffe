import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { FarSide, FarSideOptions } from './far-side-process.js';

/**
 * Starts everything that would not be on the person's machine (simulator, sshd, targets) in a process of its own, so
 * that it does not share our event loop.
 */
export async function startFarSide(options: FarSideOptions): Promise<FarSide & { close(): void }> {
  const child = fork(join(import.meta.dirname, 'far-side-process.ts'), [JSON.stringify(options)], {
    execArgv: ['--import', 'tsx'],
  });
  const side = await new Promise<FarSide>((resolve, reject) => {
    child.once('message', (message) => resolve(message as FarSide));
    child.once('exit', (code) => reject(new Error(`The far side ended with code ${code ?? '?'}`)));
  });
  Object.assign(process.env, side.env);
  return { ...side, close: () => child.disconnect() };
}
