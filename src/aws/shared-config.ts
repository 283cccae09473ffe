import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { problem, ProblemError } from '../shared/problem.js';

/** The sections of one shared file: their names, and the settings in each. */
export type Sections = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** A sign-in of IAM Identity Center that profiles share. */
export interface SsoSession {
  /** The `sso-session` section's name; null for a profile of the older kind, which names the start URL itself. */
  readonly name: string | null;
  readonly startUrl: string;
  readonly region: string;
  /** `sso_registration_scopes`; without them the token cannot be refreshed. */
  readonly scopes: readonly string[];
}

/** Where a profile's credentials come from (AWS SDKs and Tools reference guide, "Understand credential providers"). */
export type ProfileKind = 'keys' | 'role' | 'web-identity' | 'sso' | 'process' | 'login' | 'none';

/** What the two shared files know about one profile. */
export interface SharedProfile {
  readonly kind: ProfileKind;
  /** The sign-in that its credentials start from, also where a role stands in between. */
  readonly sso: SsoSession | null;
  /** The account that it is for, where the files tell. */
  readonly accountId: string | null;
  /** The role that it takes on, where it names one. */
  readonly role: string | null;
  /** Whether a code of an MFA device will be asked for. */
  readonly needsMfa: boolean;
  readonly region: string | null;
  /** All that its credentials depend on, but for what is secret: they are others when it changes. */
  readonly credentialsKey: string;
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
  let last: { readonly key: string; readonly indent: number } | undefined;
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
        last = undefined;
        return;
      }
      if (section === undefined) throw new ProblemError(malformed());
      // A line that is indented further than the setting above it belongs to that: a nested setting (services, s3) or a
      // continued value. Where all are indented alike, as some people write them, each is a setting of its own.
      const indent = line.search(/\S/);
      if (last !== undefined && indent > last.indent) {
        const nested = /^([^=\s]+)\s*=\s*(.*)$/.exec(trimmed);
        if (nested) section.set(`${last.key}.${nested[1] ?? ''}`, nested[2] ?? '');
        return;
      }
      const setting = /^([^=\s][^=]*?)\s*=\s*(.*)$/.exec(trimmed);
      if (setting === null) throw new ProblemError(malformed());
      const key = setting[1] ?? '';
      last = { key, indent };
      section.set(key, (setting[2] ?? '').replace(/\s+[#;].*$/, ''));
    });
  return sections;
}

/** What a section of the config file is about: `[default]`, or `[profile NAME]` and the like, quoted or not. */
function subjectOf(
  section: string,
): { readonly kind: 'profile' | 'sso-session' | 'services'; readonly name: string } | null {
  if (section === 'default') return { kind: 'profile', name: section };
  for (const kind of ['profile', 'sso-session', 'services'] as const) {
    const name = new RegExp(`^${kind}\\s+(.+)$`).exec(section)?.[1];
    if (name !== undefined) return { kind, name: name.replace(/^(["'])(.*)\1$/, '$2') };
  }
  return null;
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

/** Both shared files, read at one time. */
export class SharedFiles {
  private readonly config = new Map<string, ReadonlyMap<string, string>>();
  private readonly ssoSessions = new Map<string, ReadonlyMap<string, string>>();
  private readonly services = new Map<string, ReadonlyMap<string, string>>();

  public constructor(
    sections: Sections,
    private readonly credentials: Sections,
  ) {
    const kinds = { profile: this.config, 'sso-session': this.ssoSessions, services: this.services };
    for (const [section, settings] of sections) {
      const subject = subjectOf(section);
      if (subject !== null) kinds[subject.kind].set(subject.name, settings);
    }
  }

  public get names(): string[] {
    return [...new Set([...this.config.keys(), ...this.credentials.keys()])];
  }

  /** What both files say about a profile, the credentials file first; null when neither names it. */
  public settingsOf(name: string): ReadonlyMap<string, string> | null {
    const config = this.config.get(name);
    const credentials = this.credentials.get(name);
    if (config === undefined && credentials === undefined) return null;
    return new Map([...(config ?? []), ...(credentials ?? [])]);
  }

  public profile(name: string): SharedProfile | null {
    const all = this.settingsOf(name);
    if (all === null) return null;
    const credentials = this.credentials.get(name);
    const settings = this.config.get(name) ?? new Map<string, string>();
    const roleArn = credentials?.get('role_arn') ?? settings.get('role_arn');
    const chain = this.chain(name);
    return {
      kind: kindOf(all),
      sso: chain.map((each) => this.ssoOf(each)).find((sso) => sso !== null) ?? null,
      accountId:
        /^arn:[\w-]+:iam::(\d{12}):/.exec(roleArn ?? '')?.[1] ?? settings.get('sso_account_id') ?? null,
      role: roleArn?.split('/').at(-1) ?? settings.get('sso_role_name') ?? null,
      needsMfa: chain.some((each) => this.setting(each, 'mfa_serial') !== undefined),
      region: settings.get('region') ?? credentials?.get('region') ?? null,
      credentialsKey: JSON.stringify(chain.map((each) => [each, this.openSettings(each)])),
      settings,
      services: this.services.get(settings.get('services') ?? '') ?? new Map<string, string>(),
    };
  }

  /** The profile, the one whose credentials it starts from, and so on. */
  private chain(name: string): string[] {
    const chain: string[] = [];
    for (let next: string | undefined = name; next !== undefined && !chain.includes(next);) {
      chain.push(next);
      next = this.setting(next, 'source_profile');
    }
    return chain;
  }

  /** A profile's settings from both files, without those that are secret. */
  private openSettings(profile: string): [string, string][] {
    const all = [...(this.config.get(profile) ?? []), ...(this.credentials.get(profile) ?? [])];
    return all.filter(([name]) => !/secret|token$/.test(name));
  }

  private setting(profile: string, name: string): string | undefined {
    return this.credentials.get(profile)?.get(name) ?? this.config.get(profile)?.get(name);
  }

  private ssoOf(profile: string): SsoSession | null {
    const name = this.setting(profile, 'sso_session') ?? null;
    const section = name === null ? this.config.get(profile) : this.ssoSessions.get(name);
    const startUrl = section?.get('sso_start_url');
    const region = section?.get('sso_region');
    if (startUrl === undefined || region === undefined) return null;
    const scopes = (section?.get('sso_registration_scopes') ?? '').split(',').map((scope) => scope.trim());
    return { name, startUrl, region, scopes: scopes.filter((scope) => scope !== '') };
  }
}

/** Which of a profile's settings AWS tools go by; where there are several, in the SDK's order. */
export function kindOf(settings: ReadonlyMap<string, string>): ProfileKind {
  const has = (name: string) => settings.has(name);
  if (has('role_arn') && (has('source_profile') || has('credential_source'))) return 'role';
  if (has('aws_access_key_id')) return 'keys';
  if (has('web_identity_token_file')) return 'web-identity';
  if (has('credential_process')) return 'process';
  if (has('sso_session') || has('sso_start_url')) return 'sso';
  return has('login_session') ? 'login' : 'none';
}

/**
 * Reads both shared files. Missing files are as good as empty ones.
 *
 * @throws ProblemError `aws.config-malformed`, also for a file that cannot be read
 */
export async function readSharedFiles(env: NodeJS.ProcessEnv, home?: string): Promise<SharedFiles> {
  const paths = sharedFilePaths(env, home);
  const [config, credentials] = await Promise.all([
    readIfThere(paths.config),
    readIfThere(paths.credentials),
  ]);
  return new SharedFiles(
    parseSharedFile(config ?? '', paths.config),
    parseSharedFile(credentials ?? '', paths.credentials),
  );
}

/** What both shared files say about a profile; null when neither names it. @throws ProblemError as `readSharedFiles` does */
export async function readProfile(
  profile: string,
  env: NodeJS.ProcessEnv,
  home?: string,
): Promise<SharedProfile | null> {
  return (await readSharedFiles(env, home)).profile(profile);
}

/** A profile with its name. */
export interface NamedProfile extends SharedProfile {
  readonly name: string;
}

/**
 * All profiles of both shared files, in the files' order.
 *
 * @throws ProblemError as `readSharedFiles` does
 */
export async function readProfiles(env: NodeJS.ProcessEnv, home?: string): Promise<NamedProfile[]> {
  const files = await readSharedFiles(env, home);
  return files.names.flatMap((name) => {
    const profile = files.profile(name);
    return profile === null ? [] : [{ name, ...profile }];
  });
}
