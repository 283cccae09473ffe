import { copyFile, readFile, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { problem, ProblemError } from '../../shared/problem.js';
import { writeWhole } from '../../storage/json-file.js';
import { parseSharedFile, sharedFilePaths } from '../shared-config.js';

/** A profile of IAM Identity Center, as a person puts it together. */
export interface NewProfile {
  readonly sessionName: string;
  readonly startUrl: string;
  readonly ssoRegion: string;
  readonly profile: string;
  readonly accountId: string;
  readonly role: string;
  readonly region: string;
}

/** What is about to be written, for the person to see first. */
export interface ProfilePreview {
  /** The config file. */
  readonly file: string;
  /** Where the file as it is now is kept; null when there is none yet. */
  readonly backup: string | null;
  /** What is added at its end. */
  readonly text: string;
}

const ACCOUNT_SCOPE = 'sso:account:access';

/**
 * Says what would be added to the config file for a profile.
 *
 * @throws ProblemError `aws.profile-exists`; `aws.config-malformed`
 */
export async function previewProfile(
  given: NewProfile,
  env: NodeJS.ProcessEnv,
  home: string = homedir(),
): Promise<ProfilePreview> {
  const { file, before } = await readConfig(env, home);
  const sections = parseSharedFile(before ?? '', file);
  if (sections.has(`profile ${given.profile}`) || (given.profile === 'default' && sections.has('default'))) {
    throw new ProblemError(problem('aws.profile-exists', { profile: given.profile, path: file }));
  }
  const session = sections.get(`sso-session ${given.sessionName}`);
  if (session !== undefined && session.get('sso_start_url') !== given.startUrl) {
    throw new ProblemError(problem('aws.profile-exists', { profile: given.sessionName, path: file }));
  }
  const lines = [
    `[${given.profile === 'default' ? 'default' : `profile ${given.profile}`}]`,
    `sso_session = ${given.sessionName}`,
    `sso_account_id = ${given.accountId}`,
    `sso_role_name = ${given.role}`,
    `region = ${given.region}`,
  ];
  if (session === undefined) {
    lines.push(
      '',
      `[sso-session ${given.sessionName}]`,
      `sso_start_url = ${given.startUrl}`,
      `sso_region = ${given.ssoRegion}`,
      `sso_registration_scopes = ${ACCOUNT_SCOPE}`,
    );
  }
  const stamp = new Date()
    .toISOString()
    .replace(/[-:]|\..*$/g, '')
    .replace('T', '-');
  return { file, backup: before === null ? null : `${file}.backup-${stamp}`, text: `${lines.join('\n')}\n` };
}

/** Adds a profile to the config file, after keeping the file as it was. @throws ProblemError as `previewProfile` does */
export async function writeProfile(
  given: NewProfile,
  env: NodeJS.ProcessEnv,
  home: string = homedir(),
): Promise<void> {
  const { file, backup, text } = await previewProfile(given, env, home);
  const { before } = await readConfig(env, home);
  // A config file that is a link, as to a folder of dotfiles, stays one.
  const target = await realpath(file).catch(() => file);
  if (backup !== null) await copyFile(target, backup);
  const start = before === null || before === '' ? '' : `${before.replace(/\n*$/, '')}\n\n`;
  await writeWhole(target, start + text);
}

async function readConfig(
  env: NodeJS.ProcessEnv,
  home: string,
): Promise<{ file: string; before: string | null }> {
  const file = sharedFilePaths(env, home).config;
  try {
    return { file, before: await readFile(file, 'utf8') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { file, before: null };
  }
}
