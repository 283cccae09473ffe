import { spawn } from 'node:child_process';
import { needsNoSandbox } from './app-environment.js';
import type { ElectronRuntime } from './electron-runtime.js';
import { ROOT } from './paths.js';

/** A running app that a person uses. */
export interface RunningApp {
  /** The exit code, once the app has ended. */
  ended: Promise<number>;
  /** Ends it, if it still runs. */
  close(): Promise<void>;
}

const QUIT_TIMEOUT = 10_000;

/** Starts the built app for a person to use. */
export function launchForPerson(
  runtime: ElectronRuntime,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  say: (line: string) => void = console.log,
): RunningApp {
  const switches = needsNoSandbox() ? ['--no-sandbox'] : [];
  if (switches.length > 0) say('Running as root, so without Chromium’s sandbox (--no-sandbox).');
  const child = spawn(runtime.executable, [...switches, ROOT, ...args], { stdio: 'inherit', env });
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
  return {
    ended,
    close: async () => {
      child.kill();
      const killer = setTimeout(() => child.kill('SIGKILL'), QUIT_TIMEOUT);
      await ended.catch(() => undefined);
      clearTimeout(killer);
    },
  };
}
