import type { Strings } from '../types.js';
import { denialWords } from './denials.js';
import { fleetWords } from './fleet.js';
import { iamWords } from './iam.js';
import { powerWords } from './power.js';
import { nodeHelpWords } from './node-help.js';
import { preflightWords } from './preflight.js';
import { editingWords } from './editing.js';
import { filesWords } from './files.js';
import { jobsWords } from './jobs.js';
import { problemDefaults, problems } from './problems/index.js';
import { quickViewWords } from './quick-view.js';
import { settingsWords } from './settings.js';
import { signInWords } from './sign-in.js';
import { sshConfigWords } from './ssh-config.js';
import { stagingWords } from './staging.js';
import { terminalWords } from './terminal.js';
import { windowWords } from './window.js';

/** All that the app says, in Korean. */
export const ko: Strings = {
  ...windowWords,
  ...fleetWords,
  ...denialWords,
  ...filesWords,
  ...editingWords,
  ...quickViewWords,
  ...stagingWords,
  ...jobsWords,
  ...settingsWords,
  ...signInWords,
  ...terminalWords,
  ...iamWords,
  ...powerWords,
  ...sshConfigWords,
  ...nodeHelpWords,
  ...preflightWords,
  problems,
  problemDefaults,
};
