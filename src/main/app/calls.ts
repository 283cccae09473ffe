import type { AppInfo } from '../../shared/contract/index.js';
import type { appCalls } from '../../shared/contract/app.js';
import type { Handlers } from '../ipc/answer.js';

interface Parts {
  readonly info: AppInfo;
  readonly openExternal: (url: string) => Promise<void>;
  readonly openDemo: () => Promise<void>;
  /** Electron's; it answers with promises since its API follows the web's, at once before. */
  readonly clipboard: { writeText(text: string): Promise<void> | void; readText(): Promise<string> | string };
}

/** What the page asks of the app itself. */
export function appHandlers({
  info,
  openExternal,
  openDemo,
  clipboard,
}: Parts): Handlers<typeof appCalls, undefined> {
  return {
    'app.info': () => info,
    'app.openExternal': async ({ url }) => {
      await openExternal(url);
      return {};
    },
    'demo.open': async () => {
      await openDemo();
      return {};
    },
    'clipboard.write': async ({ text }) => {
      await clipboard.writeText(text);
      return {};
    },
    'clipboard.read': async () => ({ text: await clipboard.readText() }),
  };
}
