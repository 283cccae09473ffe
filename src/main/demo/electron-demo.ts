import { join } from 'node:path';
import { app, utilityProcess } from 'electron';
import { connectionEnvironment } from '../connections/environment.js';
import type { Base } from '../app/base.js';
import { Demo } from './demo.js';

/** The demo as Electron's processes. */
export const electronDemo = ({ language }: Pick<Base, 'language'>): Demo =>
  new Demo({
    startFleet() {
      // Built beside the main bundle by electron.vite.config.ts.
      const child = utilityProcess.fork(join(__dirname, 'demo.cjs'), [], {
        serviceName: 'Sallyport demo fleet',
        env: connectionEnvironment(process.env),
      });
      return {
        onMessage: (listener) => void child.on('message', listener),
        onExit: (listener) => void child.once('exit', listener),
        kill: () => void child.kill(),
      };
    },
    program: process.execPath,
    args: [
      ...(app.commandLine.hasSwitch('no-sandbox') ? ['--no-sandbox'] : []),
      ...(app.isPackaged ? [] : [app.getAppPath()]),
    ],
    env: process.env,
    language: () => language,
  });
