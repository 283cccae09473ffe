import type { openCalls } from '../../shared/contract/connections.js';
import type { filesOpenCalls } from '../../shared/contract/files.js';
import type { Handlers } from '../ipc/answer.js';
import type { SettingsStore } from '../settings/settings.js';
import { withRecentKey } from '../sign-in/known.js';
import type { ConnectionManager } from './manager.js';

interface Parts {
  readonly connections: Pick<ConnectionManager<never>, 'open' | 'openFiles' | 'close'>;
  readonly settings: Pick<SettingsStore, 'value' | 'update'>;
}

/** What the page asks of connections. */
export function openHandlers({
  connections,
  settings,
}: Parts): Handlers<typeof openCalls & typeof filesOpenCalls, undefined> {
  return {
    'connection.open': async (args) => {
      await connections.open(args);
      const { identity } = args.signIn;
      if (identity.kind === 'key-file' && settings.value.signIn.recentKeys[0] !== identity.path) {
        // Not awaited and not fatal: a disk that is full must not stop a connection that is opening.
        void settings.update((now) => withRecentKey(now, identity.path)).catch(() => undefined);
      }
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
