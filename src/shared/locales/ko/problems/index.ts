import type { ProblemCode } from '../../../problem.js';
import type { ProblemWords } from '../../problem-words.js';
import { appProblems } from './app.js';
import { awsProblems } from './aws.js';
import { filesProblems } from './files.js';
import { keyProblems } from './key.js';
import { nodeProblems } from './node.js';
import { powerProblems } from './power.js';
import { sessionProblems } from './session.js';
import { signInProblems } from './sign-in.js';
import { sshProblems } from './ssh.js';
import { sshConfigProblems } from './ssh-config.js';

export { problemDefaults } from './defaults.js';

/** What each Problem says, by the area that its code begins with. */
export const problems = {
  ...awsProblems,
  ...nodeProblems,
  ...powerProblems,
  ...sessionProblems,
  ...sshProblems,
  ...signInProblems,
  ...keyProblems,
  ...filesProblems,
  ...sshConfigProblems,
  ...appProblems,
} satisfies Record<ProblemCode, ProblemWords>;
