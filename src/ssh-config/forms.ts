import { problem, ProblemError } from '../shared/problem.js';
import type { SshConfigForm, SshConfigPlatform } from '../shared/ssh-config.js';

/** What the block's lines depend on. */
export interface FormInput {
  readonly form: SshConfigForm;
  readonly platform: SshConfigPlatform;
  /** The `sallyport` command: an absolute path, and arguments where it takes some to start it. */
  readonly program: readonly string[];
  /**
   * The app's data folder: its `known_hosts`, and `ssh-names` with the keys of nodes called by name. One that begins
   * with `~/` is that of a machine of which no more is known.
   */
  readonly dataFolder: string;
  /** Null for the environment's choice at the time of connecting. */
  readonly profile: string | null;
  readonly region: string | null;
}

/**
 * Where OpenSSH looks for the system's own known hosts (ssh_config(5), GlobalKnownHostsFile). Ours is added to these
 * rather than to the person's, because ssh writes to the latter and must not write to ours.
 */
const GLOBAL_KNOWN_HOSTS = {
  linux: '/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2',
  darwin: '/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2',
  win32: '__PROGRAMDATA__/ssh/ssh_known_hosts',
} as const;

/** The lines of a form, without the marks around them. @throws ProblemError `ssh-config.unquotable` */
export function formLines(input: FormInput): string[] {
  switch (input.form) {
    case 'sallyport':
      return sallyportLines(input);
    case 'aws-sh':
      return awsShLines(input);
    case 'aws-powershell':
      return awsPowerShellLines(input);
  }
}

function sallyportLines({ platform, program, dataFolder, profile, region }: FormInput): string[] {
  const options = [...optional('--profile', profile), ...optional('--region', region)];
  const proxy = proxyCommand(platform, program, options);
  const folder = dataFolder.replaceAll('\\', '/');
  // ssh hands the line to a shell with the name in it: a name that could leave its quotes is none of ours.
  const refused = platform === 'win32' ? ['&', '|', '<', '>', '^', '%'] : ["'"];
  const guard = refused.map((character) => `"!*${character}*"`).join(' ');
  return [
    // A node's id has no dot, and i-love.example.com is no node.
    `Host i-* mi-* !*.* ${guard}`,
    `    ProxyCommand ${proxy}`,
    // Of this option ssh takes only whole paths.
    ...(folder.startsWith('~/')
      ? []
      : [`    GlobalKnownHostsFile ${globalKnownHosts(platform, dataFolder)}`]),
    // Keys by name are kept in a file for each, which sallyport changes when the name goes to another node.
    `Host *.sallyport !*/* ${guard}`,
    `    ProxyCommand ${proxy}`,
    `    UserKnownHostsFile ${quoted(`${percent(folder)}/ssh-names/%h`)}`,
  ];
}

/**
 * The ProxyCommand of ours for a host as ssh calls it.
 *
 * @param options of `sallyport proxy`
 * @throws ProblemError `ssh-config.unquotable`
 */
export const proxyCommand = (
  platform: SshConfigPlatform,
  program: readonly string[],
  options: readonly string[],
): string => (platform === 'win32' ? cmdProxy(program, options) : shProxy([...program, 'proxy', ...options]));

/** The system's known hosts and the app's. @throws ProblemError `ssh-config.unquotable` */
export const globalKnownHosts = (platform: SshConfigPlatform, dataFolder: string): string =>
  `${GLOBAL_KNOWN_HOSTS[platform]} ${quoted(`${dataFolder.replaceAll('\\', '/')}/known_hosts`)}`;

/** The form for Linux and macOS (Systems Manager user guide, “Allow and control permissions for SSH connections”). */
function awsShLines({ profile, region }: FormInput): string[] {
  // Within double quotes the outer shell still sees these.
  const word = (value: string): string => {
    if (/["$`\\'!\n]/.test(value)) throw unquotable(value);
    return percent(/^[\w.@:/+=-]+$/.test(value) ? value : `'${value}'`);
  };
  const options = [...optional('--profile', profile), ...optional('--region', region)].map(word);
  const command = [
    'aws ssm start-session --target %h --document-name AWS-StartSSHSession',
    ...options,
    "--parameters 'portNumber=%p'",
  ].join(' ');
  return ['Host i-* mi-*', `    ProxyCommand sh -c "${command}"`];
}

/** The form for Windows (the same page). PowerShell takes the rest of its command line as its command. */
function awsPowerShellLines({ profile, region }: FormInput): string[] {
  const word = (value: string): string => {
    if (/["$`'\n]/.test(value)) throw unquotable(value);
    return percent(/^[\w.:/+=-]+$/.test(value) ? value : `'${value}'`);
  };
  const options = [...optional('--profile', profile), ...optional('--region', region)].map(word);
  const command = [
    'aws ssm start-session --target %h --document-name AWS-StartSSHSession',
    ...options,
    '--parameters portNumber=%p',
  ].join(' ');
  return [
    'Host i-* mi-*',
    `    ProxyCommand C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe "${command}"`,
  ];
}

/** A value that a form has no way to quote. */
const unquotable = (value: string): ProblemError =>
  new ProblemError(problem('ssh-config.unquotable', { value }));

const optional = (name: string, value: string | null): string[] => (value === null ? [] : [name, value]);

/** A percent sign begins a token of ssh's. */
const percent = (text: string): string => text.replaceAll('%', '%%');

/** An argument of ssh_config, in double quotes: OpenSSH has known them always, and escapes within them only since 8.7. */
function quoted(text: string): string {
  if (/["\n]/.test(text)) throw unquotable(text);
  return `"${text}"`;
}

/** A command for the person's login shell: single quotes mean the same in all of them. */
function shProxy(words: readonly string[]): string {
  const [program = '', ...rest] = words.map((word) => {
    if (word.includes('\n')) throw unquotable(word);
    return percent(/^[\w./:@=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
  });
  return [program, ...rest, "'%h'", "'%p'"].join(' ');
}

/**
 * OpenSSH for Windows starts the command without a shell, by its absolute path; a .cmd file needs cmd.exe, which takes
 * the outer pair of quotes off what follows /c.
 */
function cmdProxy(program: readonly string[], options: readonly string[]): string {
  const words = [...program, 'proxy', ...options].map((word) => {
    if (/["%\n]/.test(word)) throw unquotable(word);
    return /^[\w./:\\@=+-]+$/.test(word) ? word : `"${word}"`;
  });
  const line = [...words, '%h', '%p'].join(' ');
  return `C:\\Windows\\System32\\cmd.exe /d /c "${line}"`;
}
