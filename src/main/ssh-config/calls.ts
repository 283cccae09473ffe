import { makeChange, planChange, type SshConfigChange } from '../../ssh-config/config-file.js';
import { formLines } from '../../ssh-config/forms.js';
import type { SshConfigBlock, sshConfigCalls, SshConfigPreview } from '../../shared/contract/ssh-config.js';
import { problem, ProblemError, toProblem } from '../../shared/problem.js';
import type { SshConfigForm, SshConfigPlatform } from '../../shared/ssh-config.js';
import type { Handlers } from '../ipc/answer.js';
import type { CommandPlace } from './command-place.js';

interface Parts {
  readonly platform: SshConfigPlatform;
  /** The person's ssh_config. */
  readonly file: string;
  /** The app's data folder: pinned host keys lie there. */
  readonly dataFolder: string;
  readonly command: () => Promise<CommandPlace>;
}

/** The data folder of a machine that is not this one, as its ssh would find it. */
const FOLDER_ELSEWHERE: Readonly<Record<SshConfigPlatform, string>> = {
  linux: '~/.config/Sallyport',
  darwin: '~/Library/Application Support/Sallyport',
  win32: '~/AppData/Roaming/Sallyport',
};

/** The page's calls for the block in ~/.ssh/config. */
export function sshConfigHandlers(parts: Parts): Handlers<typeof sshConfigCalls, undefined> {
  /** The block for this machine. @throws ProblemError */
  const linesHere = async ({ form, profile, region }: SshConfigBlock): Promise<string[]> => {
    const { command } = form === 'sallyport' ? await parts.command() : { command: [] };
    if (command === null || !fits(form, parts.platform)) throw new Error(`${form} was not offered here`);
    const { platform, dataFolder } = parts;
    return formLines({ form, platform, program: command, dataFolder, profile, region });
  };
  const write = async (change: SshConfigChange, token: string) => {
    if (change.token !== token) throw new ProblemError(problem('ssh-config.changed', { file: change.file }));
    return { file: change.file, copy: await makeChange(change) };
  };
  return {
    'sshConfig.preview': async ({ platform, ...block }) => {
      const { command, obstacle } = await parts.command();
      const isHere = platform === parts.platform;
      const needsCommand = isHere && block.form === 'sallyport';
      const text = formLines({
        ...block,
        platform,
        // Found by way of PATH where nobody can know more.
        program: needsCommand && command !== null ? command : ['sallyport'],
        dataFolder: isHere ? parts.dataFolder : FOLDER_ELSEWHERE[platform],
      });
      const commandObstacle = needsCommand ? obstacle : null;
      const isForHere = isHere && fits(block.form, platform) && commandObstacle === null;
      return {
        text: `${text.join('\n')}\n`,
        commandObstacle,
        ...(await changes(parts.file, isForHere ? text : null)),
      };
    },
    'sshConfig.install': async ({ token, ...block }) =>
      write(await planChange(parts.file, await linesHere(block)), token),
    'sshConfig.remove': async ({ token }) => write(await planChange(parts.file, null), token),
  };
}

/** Whether a system's ssh can start what a form names. */
const fits = (form: SshConfigForm, platform: SshConfigPlatform): boolean =>
  form === 'sallyport' || (form === 'aws-powershell') === (platform === 'win32');

type Changes = Pick<SshConfigPreview, 'file' | 'hasFile' | 'install' | 'removal' | 'problem'>;

async function changes(name: string, lines: readonly string[] | null): Promise<Changes> {
  try {
    const removal = await planChange(name, null);
    const install = lines === null ? null : await planChange(name, lines);
    return {
      file: removal.file,
      hasFile: removal.hasFile,
      install: install === null ? null : { diff: install.diff, token: install.token },
      removal: removal.diff === '' ? null : { diff: removal.diff, token: removal.token },
      problem: null,
    };
  } catch (error) {
    return { file: name, hasFile: true, install: null, removal: null, problem: toProblem(error) };
  }
}
