import { join } from 'node:path';
import { MessageChannelMain, utilityProcess, type MessagePortMain } from 'electron';
import { connectionEnvironment } from './environment.js';
import type { ConnectionPlatform } from './process.js';

/** Connection processes as Electron's utility processes: plain Node, without a window. */
export const electronPlatform: ConnectionPlatform<MessagePortMain> = {
  fork() {
    // Built beside the main bundle by electron.vite.config.ts.
    const child = utilityProcess.fork(join(__dirname, 'connection.cjs'), [], {
      serviceName: 'Sallyport connection',
      env: connectionEnvironment(process.env),
    });
    return {
      postMessage: (message, ports) => child.postMessage(message, ports),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void child.once('exit', listener),
      kill: () => void child.kill(),
    };
  },
  channel() {
    const { port1, port2 } = new MessageChannelMain();
    return { forPage: port1, forProcess: port2 };
  },
};
