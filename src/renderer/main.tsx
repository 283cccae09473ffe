import '@fontsource-variable/inter/wght.css';
import '@fontsource/jetbrains-mono/400.css';
import '@fontsource/jetbrains-mono/700.css';
import '@xterm/xterm/css/xterm.css';
import './ui/tokens.css';
import './ui/base.css';
import './ui/ui.css';
import './problems/problems.css';
import './fleet/fleet.css';
import './connect/connect.css';
import './iam/iam.css';
import './ssh-config/ssh-config.css';
import './settings/settings.css';
import './node-help/node-help.css';
import './sources/sources.css';
import './preflight/preflight.css';
import './power/power.css';
import './prompts/prompts.css';
import './terminal/terminal.css';
import './host-keys/host-keys.css';
import './files/files.css';
import './files/dialogs/dialogs.css';
import './files/drag/drag.css';
import './files/quick-view/quick-view.css';
import './files/jobs/jobs.css';
import './app/app.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import type { AppInfo } from '../shared/contract/index.js';
import { toProblem } from '../shared/problem.js';
import { App } from './app/App.js';
import { call } from './bridge.js';
import { startI18n } from './i18n.js';
import { terminalFont } from './terminal/theme.js';
import { setPlatform } from './ui/platform.js';

// The page's policy forbids code made from text, which zod would otherwise try for speed.
z.config({ jitless: true });

/** What main says of the app; should it fail, the window still comes up, with the system's language and the Problem. */
async function appInfo(): Promise<Pick<AppInfo, 'platform' | 'language' | 'problems'>> {
  try {
    return await call('app.info', {});
  } catch (error) {
    const language = navigator.language.startsWith('ko') ? 'ko' : 'en';
    return { platform: 'linux', language, problems: [toProblem(error)] };
  }
}

async function start(): Promise<void> {
  // xterm measures its font once, when a terminal opens, and keeps each glyph as first drawn: bold ones, too, must be
  // there by then.
  const fonts = [400, 700].map((weight) =>
    document.fonts.load(`${weight} ${terminalFont.size}px ${terminalFont.family}`),
  );
  const { platform, language, problems = [] } = await appInfo();
  setPlatform(platform);
  await Promise.all([startI18n(language), ...fonts]);
  const root = document.getElementById('root');
  if (root === null) throw new Error('The page has no #root');
  createRoot(root).render(
    <StrictMode>
      <App startProblems={problems} />
    </StrictMode>,
  );
}

void start();
