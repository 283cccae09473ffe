import { existsSync } from 'node:fs';
import { findCommand } from './commands.js';
import { hasDisplay } from './virtual-display.js';
import { run } from './run.js';

/** What can be asked of this machine. */
export type Job = 'start' | 'demo' | 'test' | 'dist';

/** One thing a job needs from the system. */
export interface Need {
  /** Its Debian package; where releases name it differently, each name, older ones first. */
  names: readonly [string, ...string[]];
  /** A program that, when present, satisfies the need whatever package it came from. */
  command?: string;
  /** The job does without, less well. */
  optional?: true;
}

// Debian 13 and Ubuntu 24.04 renamed the libraries that changed with 64-bit time_t. GTK brings most of what Chromium
// links to (ATK, Cairo, Pango, CUPS, X11).
const ELECTRON: readonly Need[] = [
  { names: ['libgtk-3-0', 'libgtk-3-0t64'] },
  { names: ['libnss3'] },
  { names: ['libasound2', 'libasound2t64'] },
  { names: ['libgbm1'] },
];
const DISPLAY: readonly Need[] = [{ names: ['xvfb'], command: 'Xvfb' }];
const KOREAN: Need = { names: ['fonts-noto-cjk'], optional: true };
const NODES: readonly Need[] = [
  { names: ['openssh-server'], command: 'sshd' },
  { names: ['openssh-client'], command: 'ssh-keygen' },
  { names: ['libnss-wrapper'] },
];
const PAM: Need = { names: ['libpam-wrapper'] };
const AWS_CLI: Need = { names: ['awscli'], command: 'aws', optional: true };
const PUTTYGEN: Need = { names: ['putty-tools'], command: 'puttygen' };
const PLAIN_TOOLS: readonly Need[] = [
  { names: ['rsync'], command: 'rsync' },
  { names: ['git'], command: 'git' },
  { names: ['openssl'], command: 'openssl' },
];
const SUDO: Need = { names: ['sudo'], command: 'sudo', optional: true };
// Whose completions and scripts are tried where they are there.
const SHELLS: readonly Need[] = ['zsh', 'fish', 'shellcheck'].map((command) => ({
  names: [command],
  command,
  optional: true,
}));
const SEVEN_ZIP: Need = { names: ['p7zip-full', '7zip'], command: '7za' };

// Another apt may be at work: wait for it.
const APT_OPTIONS = ['-o', 'DPkg::Lock::Timeout=300'];

/** What a job needs; `display` says whether there is one already. */
export function needsOf(job: Job, display: boolean): readonly Need[] {
  const screen = display ? [] : DISPLAY;
  switch (job) {
    case 'start':
      return ELECTRON;
    case 'demo':
      return [...ELECTRON, ...screen, ...NODES, ...(display ? [] : [KOREAN])];
    case 'test':
      return [
        ...ELECTRON,
        ...screen,
        ...NODES,
        PAM,
        ...PLAIN_TOOLS,
        ...SHELLS,
        PUTTYGEN,
        SUDO,
        KOREAN,
        AWS_CLI,
        SEVEN_ZIP,
      ];
    case 'dist':
      return [SEVEN_ZIP];
  }
}

/** The needs that neither an installed package nor a program on the path meets. */
export function missingNeeds(
  needs: readonly Need[],
  installed: ReadonlySet<string>,
  hasCommand: (command: string) => boolean,
): Need[] {
  return needs.filter(
    ({ names, command }) =>
      !names.some((name) => installed.has(name)) && (command === undefined || !hasCommand(command)),
  );
}

/** For each need the first of its names that this release has; and the needs it has no package for. */
export function chooseNames(
  needs: readonly Need[],
  available: ReadonlySet<string>,
): { install: string[]; unavailable: Need[] } {
  const install: string[] = [];
  const unavailable: Need[] = [];
  for (const need of needs) {
    const name = need.names.find((candidate) => available.has(candidate));
    if (name === undefined) unavailable.push(need);
    else install.push(name);
  }
  return { install, unavailable };
}

/** The package names that `apt-cache policy` (in English) lists with a version to install. */
export function availableIn(policy: string): Set<string> {
  const blocks = policy.split(/^(?=\S)/m);
  return new Set(
    blocks
      .filter((block) => /^ {2}Candidate: (?!\(none\))/m.test(block))
      .map((block) => block.slice(0, block.indexOf(':'))),
  );
}

/**
 * Sees to it that the system packages which a job needs are installed: with apt-get where this user may, else it
 * fails with one line that names them and the command to run.
 */
export async function ensureSystemPackages(
  job: Job,
  say: (line: string) => void = console.log,
): Promise<void> {
  if (process.platform !== 'linux') return;
  const needs = needsOf(job, hasDisplay());
  const debian = hasCommand('dpkg-query') && hasCommand('apt-get');
  // Without dpkg only programs can be looked for, and a library that is missing says so itself.
  const checked = debian ? needs : needs.filter(({ command }) => command !== undefined);
  const missing = missingNeeds(checked, debian ? await installedPackages() : new Set(), hasCommand);
  if (missing.length === 0) return;
  const privilege = debian ? await privilegePrefix() : undefined;
  if (privilege) await install(missing, privilege, say);
  else report(missing, debian ? 'sudo apt-get install' : undefined, say);
}

async function install(
  missing: Need[],
  asRoot: readonly string[],
  say: (line: string) => void,
): Promise<void> {
  const runAsRoot = (...command: string[]) => {
    const [program = '', ...args] = [...asRoot, ...command];
    return run(program, args);
  };
  // RUNLEVEL keeps sysvinit from starting the SSH server that comes with a package we need only the program of.
  const apt = (...args: string[]) =>
    runAsRoot('env', 'DEBIAN_FRONTEND=noninteractive', 'RUNLEVEL=1', 'apt-get', ...APT_OPTIONS, ...args);
  // A source that cannot be reached must not stop us: what is needed may come from another.
  await apt('update').catch(() => undefined);
  const names = missing.flatMap((need) => need.names);
  const policy = await run('apt-cache', ['policy', ...names], { env: { ...process.env, LC_ALL: 'C' } });
  const chosen = chooseNames(missing, availableIn(policy));
  if (chosen.install.length > 0) {
    say(`Installing system packages: ${chosen.install.join(' ')}`);
    await apt('install', '-y', '--no-install-recommends', ...chosen.install);
  }
  // systemd starts it all the same: this machine had no SSH server running, and shall have none because of us.
  if (chosen.install.includes('openssh-server') && existsSync('/run/systemd/system')) {
    await runAsRoot('systemctl', 'disable', '--now', 'ssh.service', 'ssh.socket');
  }
  if (chosen.unavailable.length > 0) report(chosen.unavailable, undefined, say);
}

/** Says what is missing; fails when the job cannot do without it. */
function report(missing: readonly Need[], command: string | undefined, say: (line: string) => void): void {
  const names = missing.map((need) => need.names[0]).join(' ');
  const line = command
    ? `System packages are missing. Run: ${command} ${names}`
    : `Please install these (Debian's names; yours may differ): ${names}`;
  if (missing.every((need) => need.optional)) say(`${line} (going on without)`);
  else throw new Error(line);
}

async function installedPackages(): Promise<Set<string>> {
  const list = await run('dpkg-query', ['-W', '-f', '${db:Status-Abbrev}\t${Package}\n']);
  const installed = list.split('\n').filter((line) => line.startsWith('ii'));
  return new Set(installed.map((line) => line.slice(line.indexOf('\t') + 1)));
}

/** What to put before a command to run it as root, or undefined where this user cannot. */
async function privilegePrefix(): Promise<string[] | undefined> {
  if (process.getuid?.() === 0) return [];
  return run('sudo', ['-n', 'true']).then(
    () => ['sudo', '-n'],
    () => undefined,
  );
}

const hasCommand = (command: string) => findCommand(command) !== undefined;
