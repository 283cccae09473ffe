import { homedir } from 'node:os';
import { join } from 'node:path';
import type { AppInfo, KeyFile, MainCalls } from '../shared/contract.js';
import { defaultUser } from '../shared/node.js';
import type { Fleet } from './aws/fleet.js';
import type { Handlers } from './ipc/answer.js';
import type { ConnectionManager } from './connections/manager.js';
import { inspectKey, mendKey } from './keys/key-file.js';
import { suggestKeys } from './keys/suggestions.js';
import type { SettingsStore } from './settings/settings.js';
import { forgetSignIn, knownSignIn, rememberSignIn, withRecentKey } from './settings/sign-in.js';

/** The parts of main that answer the page, and what only Electron can do. */
export interface Parts {
  readonly info: AppInfo;
  readonly fleet: Pick<Fleet, 'refresh' | 'node'>;
  readonly settings: Pick<SettingsStore, 'value' | 'update'>;
  readonly connections: Pick<ConnectionManager<never>, 'open' | 'close'>;
  readonly openExternal: (url: string) => Promise<void>;
  /** Electron's; it answers with promises since its API follows the web's, at once before. */
  readonly clipboard: { writeText(text: string): Promise<void> | void; readText(): Promise<string> | string };
  /** Lets the person choose a file; null when they cancel. */
  readonly chooseFile: () => Promise<string | null>;
}

/** Main's answers to the page, one for each call of the contract's table. */
export function mainHandlers(parts: Parts): Handlers<MainCalls, undefined> {
  const { info, fleet, settings, connections, openExternal, clipboard, chooseFile } = parts;
  return {
    'app.info': () => info,
    'app.openExternal': async ({ url }) => {
      await openExternal(url);
      return {};
    },
    'clipboard.write': async ({ text }) => {
      await clipboard.writeText(text);
      return {};
    },
    'clipboard.read': async () => ({ text: await clipboard.readText() }),
    'fleet.refresh': async () => {
      await fleet.refresh();
      return {};
    },
    'signIn.resolve': async ({ nodeId }) => {
      const node = fleet.node(nodeId);
      const known = knownSignIn(settings.value, nodeId, node);
      return {
        signIn: known?.signIn ?? null,
        from: known?.from ?? null,
        suggestedUser: node === undefined ? null : defaultUser(node),
        suggestedKeys: await suggestKeys(settings.value.signIn.recentKeys, join(homedir(), '.ssh')),
      };
    },
    'signIn.remember': async ({ nodeId, scope, signIn }) => {
      await settings.update((now) => rememberSignIn(now, nodeId, fleet.node(nodeId), scope, signIn));
      return {};
    },
    'signIn.forget': async ({ nodeId }) => {
      await settings.update((now) => forgetSignIn(now, nodeId, fleet.node(nodeId)));
      return {};
    },
    'keys.choose': async (): Promise<KeyFile | null> => {
      const path = await chooseFile();
      return path === null ? null : inspectKey(path);
    },
    'keys.inspect': ({ path }) => inspectKey(path),
    'keys.mend': ({ path }) => mendKey(path),
    'connection.open': async (args) => {
      await connections.open(args);
      const { keyFile } = args.signIn;
      if (settings.value.signIn.recentKeys[0] !== keyFile) {
        // Not awaited and not fatal: a disk that is full must not stop a connection that is opening.
        void settings.update((now) => withRecentKey(now, keyFile)).catch(() => undefined);
      }
      return {};
    },
    'connection.close': async ({ connectionId }) => {
      await connections.close(connectionId);
      return {};
    },
  };
}
