import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

/** A running virtual display. */
export interface VirtualDisplay {
  /** What DISPLAY must be for programs to show their windows there. */
  name: string;
  close(): Promise<void>;
}

const START_TIMEOUT = 15_000;

/** Whether a window can be shown as things are. */
export function hasDisplay(env: NodeJS.ProcessEnv = process.env): boolean {
  return process.platform !== 'linux' || [env.DISPLAY, env.WAYLAND_DISPLAY].some(Boolean);
}

/** Starts an Xvfb on a free display number, for machines without a display. */
export async function startVirtualDisplay(): Promise<VirtualDisplay> {
  // Given -displayfd, the server picks a free number itself and writes it there when it is ready.
  const args = ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'];
  const child = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  // However this process ends, short of being killed, the display goes with it.
  const kill = () => child.kill();
  process.once('exit', kill);
  const close = async () => {
    process.off('exit', kill);
    kill();
    await exited;
  };
  const number = new Promise<string>((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`Xvfb did not start: ${error.message}`)));
    child.once('exit', (code) => reject(new Error(`Xvfb stopped with code ${String(code)}`)));
    setTimeout(() => reject(new Error('Xvfb was not ready in time')), START_TIMEOUT).unref();
    let written = '';
    (child.stdio[3] as Readable).on('data', (chunk: Buffer) => {
      written += chunk.toString();
      if (written.endsWith('\n')) resolve(written.trim());
    });
  });
  try {
    return { name: `:${await number}`, close };
  } catch (error) {
    await close();
    throw error;
  }
}
