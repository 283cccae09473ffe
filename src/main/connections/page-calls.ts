import type { openCalls } from '../../shared/contract/connections.js';
import type { filesOpenCalls } from '../../shared/contract/files.js';
import type { Handlers } from '../ipc/answer.js';
import type { ConnectionManager } from './manager.js';

interface Parts {
  readonly connections: Pick<ConnectionManager<never>, 'open' | 'openFiles' | 'close'>;
}

/** What the page asks of connections. */
export function openHandlers({
  connections,
}: Parts): Handlers<typeof openCalls & typeof filesOpenCalls, undefined> {
  return {
    'connection.open': (args) => {
      connections.open(args);
      return {};
    },
    'connection.close': async ({ connectionId }) => {
      await connections.close(connectionId);
      return {};
    },
    'files.open': ({ connectionId }) => {
      connections.openFiles(connectionId);
      return {};
    },
  };
}
