import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { problem, ProblemError } from '../../shared/problem.js';

/** The sections of one shared file: their names, and the settings in each. */
export type Sections = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** What the two shared files know about one profile. */
export interface SharedProfile {
  readonly region: string | null;
  /** Its section in the config file. */
  readonly settings: ReadonlyMap<string, string>;
  /** The `services` section that it names, such as `ssm.endpoint_url`. */
  readonly services: ReadonlyMap<string, string>;
}

/** Where AWS tools look for the shared files (AWS SDKs and Tools reference guide, "Location of the shared files"). */
export function sharedFilePaths(
  env: NodeJS.ProcessEnv,
  home: string = homedir(),
): { config: string; credentials: string } {
  return {
    config: env.AWS_CONFIG_FILE ?? join(home, '.aws', 'config'),
    credentials: env.AWS_SHARED_CREDENTIALS_FILE ?? join(home, '.aws', 'credentials'),
  };
}

/**
 * Reads the text of a shared config or credentials file.
 *
 * The SDK's own reader passes over lines it cannot read, so that a mistyped region turns up much later as another
 * error. This one refuses them, as the AWS CLI does.
 *
 * @throws ProblemError `aws.config-malformed` with the file and the line's number; never the line, it may be a secret
 */
export function parseSharedFile(text: string, file: string): Sections {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let lastKey: string | undefined;
  text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .forEach((line, index) => {
      const malformed = () =>
        problem('aws.config-malformed', { file, line: index + 1 }, { remedies: ['retry'] });
      const trimmed = line.trim();
      if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) return;
      if (trimmed.startsWith('[')) {
        const name = /^\[\s*([^\]]+?)\s*\](?:\s*[#;].*)?$/.exec(trimmed)?.[1];
        if (name === undefined) throw new ProblemError(malformed());
        section = sections.get(name) ?? new Map<string, string>();
        sections.set(name, section);
        lastKey = undefined;
        return;
      }
      if (section === undefined) throw new ProblemError(malformed());
      // An indented line belongs to the setting above it: a nested setting (services, s3) or a continued value.
      if (/^\s/.test(line) && lastKey !== undefined) {
        const nested = /^([^=\s]+)\s*=\s*(.*)$/.exec(trimmed);
        if (nested) section.set(`${lastKey}.${nested[1] ?? ''}`, nested[2] ?? '');
        return;
      }
      const setting = /^([^=\s][^=]*?)\s*=\s*(.*)$/.exec(trimmed);
      if (setting === null) throw new ProblemError(malformed());
      lastKey = setting[1] ?? '';
      section.set(lastKey, (setting[2] ?? '').replace(/\s+[#;].*$/, ''));
    });
  return sections;
}

/** A profile's section in the config file: `[default]`, or `[profile NAME]` with the name quoted or not. */
function configSection(sections: Sections, profile: string): ReadonlyMap<string, string> | undefined {
  const names = [`profile ${profile}`, `profile "${profile}"`, `profile '${profile}'`];
  if (profile === 'default') names.push('default');
  for (const [name, section] of sections) if (names.includes(name.replace(/\s+/, ' '))) return section;
  return undefined;
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new ProblemError(
      problem('aws.config-malformed', { file }, { details: (error as Error).message, remedies: ['retry'] }),
    );
  }
}

/**
 * Reads both shared files and returns what they say about a profile; null when neither names it. Missing files are
 * as good as empty ones.
 *
 * @throws ProblemError `aws.config-malformed`, also for a file that cannot be read
 */
export async function readProfile(
  profile: string,
  env: NodeJS.ProcessEnv,
  home?: string,
): Promise<SharedProfile | null> {
  const paths = sharedFilePaths(env, home);
  const [configText, credentialsText] = await Promise.all([
    readIfThere(paths.config),
    readIfThere(paths.credentials),
  ]);
  const sections = parseSharedFile(configText ?? '', paths.config);
  const config = configSection(sections, profile);
  const credentials = parseSharedFile(credentialsText ?? '', paths.credentials).get(profile);
  if (config === undefined && credentials === undefined) return null;
  const settings = config ?? new Map<string, string>();
  return {
    region: settings.get('region') ?? credentials?.get('region') ?? null,
    settings,
    services: sections.get(`services ${settings.get('services') ?? ''}`) ?? new Map<string, string>(),
  };
}
