import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Guard } from './guard.js';
import { askByPam, PAM_CONFIG, type PamQuestions } from './pam-questions.js';
import { generateKey, sha256Fingerprint } from './ssh-keygen.js';
import { userNames } from './user-names.js';

export interface SshdOptions {
  /** A guarded directory to make the server's own directory in; a temporary one of its own if left out. */
  parent?: string;
  /** Name of the server's own directory. Default node. */
  directoryName?: string;
  /** The user's password in crypt's form (`openssl passwd -6`), taken if `extraConfig` allows passwords; root only. */
  passwordHash?: string;
  /** What to ask by PAM, where `extraConfig` lets the user in so. */
  pam?: PamQuestions;
  /** Host name in the prompt. Default node. */
  hostName?: string;
  /** The one user. Default ec2-user. */
  user?: string;
  /** Lines of authorized_keys. */
  authorizedKeys?: string[];
  /** Default ed25519 and ecdsa. */
  hostKeyTypes?: ('ed25519' | 'ecdsa' | 'rsa')[];
  /** Lines for sshd_config, before the others: in sshd_config the first value counts. */
  extraConfig?: string[];
  /** Shell prompt, with bash's escapes; `[user@host dir]$` in colour if left out. */
  prompt?: string;
  /** Shown at the start of an interactive shell. */
  motd?: string;
}

export interface RunningSshd {
  port: number;
  /** The user to sign in as: the one asked for, or the present one where libnss_wrapper is missing. */
  user: string;
  /** Whether the asked-for user name is in force. */
  renamed: boolean;
  /** Public host keys, as in known_hosts without the host. */
  hostKeys: string[];
  /** SHA-256 fingerprint of the first host key. */
  hostKeyFingerprint: string;
  /** Everything of this server is in here. */
  directory: string;
  /** The user's home directory. */
  home: string;
  authorizedKeysFile: string;
  /** A second file of authorized keys, for those of EC2 Instance Connect. */
  instanceConnectKeysFile: string;
  /** What the server has written to its log so far. */
  log(): string;
  /** Stops the server. With a directory of its own, that goes too, with all that sessions have started. */
  close(): Promise<void>;
}

/** Start-up is a few process starts; more than this is a machine that does not move. */
const START_TIMEOUT_MS = 15_000;
/** Between choosing a free port and binding it another process may take it. */
const PORT_ATTEMPTS = 5;
const INSTANCE_CONNECT_KEYS = 'instance_connect_keys';
const SERVER_PLACES = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/bin/sshd', '/usr/lib/ssh/sshd'];
/** Of its being ready sshd gives no other sign than this line of its log. */
const READY_LINE = 'Server listening on';

/** Runs the system's OpenSSH server on a free loopback port, with keys, user and home directory of its own. */
export async function startSshd(options: SshdOptions = {}): Promise<RunningSshd> {
  const program = serverProgram();
  const own = options.parent === undefined ? await guardedDirectory('sallyport-sshd-') : undefined;
  try {
    return await start(options, program, own);
  } catch (error) {
    await own?.guard.finish();
    throw error;
  }
}

/** A temporary directory that vanishes with all its processes when this process ends, however it ends. */
export async function guardedDirectory(prefix: string): Promise<{ path: string; guard: Guard }> {
  const path = await mkdtemp(join(tmpdir(), prefix));
  return { path, guard: Guard.start(path) };
}

async function start(
  options: SshdOptions,
  program: string,
  own: { path: string; guard: Guard } | undefined,
): Promise<RunningSshd> {
  const hostName = options.hostName ?? 'node';
  const directory = join(own?.path ?? options.parent ?? '', options.directoryName ?? 'node');
  const home = join(directory, 'home');
  const shell = join(directory, 'shell');
  const authorizedKeysFile = join(directory, 'authorized_keys');
  await mkdir(home, { recursive: true });
  const user = options.user ?? 'ec2-user';
  const names = await userNames(user, directory, home, shell, options.passwordHash);
  await writeShell(shell, options.motd === undefined ? undefined : join(directory, 'motd'));
  if (options.motd !== undefined) await writeFile(join(directory, 'motd'), options.motd);
  await writeHome(home, options.prompt ?? amazonPrompt(names.user, hostName));
  await writeFile(authorizedKeysFile, (options.authorizedKeys ?? []).map((key) => `${key}\n`).join(''));
  const keyFiles = (options.hostKeyTypes ?? ['ed25519', 'ecdsa']).map((type) => ({
    type,
    file: join(directory, `ssh_host_${type}_key`),
  }));
  const hostKeys = await Promise.all(keyFiles.map(({ type, file }) => generateKey(file, type)));
  // As root, sshd wants its privilege separation directory, which the system makes at boot only.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });

  // Marks every process of this node for the guard.
  const env: Record<string, string> = { ...names.env, SIMULATED_NODE: `${directory}/`, LANG: 'C.UTF-8' };
  const configFor = (port: number) =>
    sshdConfig(options, { port, directory, user: names.user, env, home, keyFiles });
  // Not for the user's own programs.
  const pam = options.pam && (await askByPam(directory, names.user, options.pam, env.LD_PRELOAD));
  const server = await listen(program, directory, configFor, { ...env, ...pam });
  return {
    port: server.port,
    user: names.user,
    renamed: names.user === user,
    hostKeys,
    hostKeyFingerprint: sha256Fingerprint(hostKeys[0] ?? ''),
    directory,
    home,
    authorizedKeysFile,
    instanceConnectKeysFile: join(directory, INSTANCE_CONNECT_KEYS),
    log: server.log,
    close: async () => {
      await stop(server.child);
      await own?.guard.finish();
    },
  };
}

interface ConfigFacts {
  port: number;
  directory: string;
  user: string;
  env: Record<string, string>;
  home: string;
  keyFiles: { file: string }[];
}

function sshdConfig(options: SshdOptions, facts: ConfigFacts): string {
  const extra = options.extraConfig ?? [];
  // Two definitions of one subsystem are an error.
  const subsystem = extra.some((line) => /^\s*subsystem\b/i.test(line))
    ? []
    : ['Subsystem sftp internal-sftp'];
  return [
    ...extra,
    ...(options.pam === undefined ? [] : PAM_CONFIG),
    `Port ${facts.port}`,
    'ListenAddress 127.0.0.1',
    ...facts.keyFiles.map(({ file }) => `HostKey ${file}`),
    `PidFile ${facts.directory}/sshd.pid`,
    `AuthorizedKeysFile ${facts.directory}/authorized_keys ${facts.directory}/${INSTANCE_CONNECT_KEYS}`,
    // The directory lies below the temporary one, which is everybody's.
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    // The user has this process's uid, which may be root's.
    'PermitRootLogin prohibit-password',
    `AllowUsers ${facts.user}`,
    'PrintMotd no',
    'PrintLastLog no',
    'UseDNS no',
    'MaxStartups 100',
    'LogLevel VERBOSE',
    'AcceptEnv LANG LC_* COLORTERM',
    // One line: of several, only the first counts.
    `SetEnv ${Object.entries(facts.env)
      .map(([name, value]) => `${name}="${value}"`)
      .join(' ')}`,
    ...subsystem,
    '',
  ].join('\n');
}

async function listen(
  program: string,
  directory: string,
  configFor: (port: number) => string,
  env: Record<string, string>,
): Promise<{ port: number; child: ChildProcess; log: () => string }> {
  const config = join(directory, 'sshd_config');
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    await writeFile(config, configFor(port));
    const child = spawn(program, ['-D', '-e', '-f', config], {
      env: { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
      // Not in this process's group: the terminal's Ctrl-C is answered by closing, in order.
      detached: true,
      cwd: '/',
    });
    let log = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-LOG_BOUND);
    });
    if (await listening(child, () => log)) {
      child.unref();
      (child.stderr as unknown as { unref(): void }).unref();
      return { port, child, log: () => log };
    }
    if (attempt === PORT_ATTEMPTS || !log.includes('Address already in use')) {
      throw new Error(`${program} did not start: ${log.trim()}`);
    }
  }
}

/** Characters of log kept of each server. */
const LOG_BOUND = 1 << 20;

async function listening(child: ChildProcess, log: () => string): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (up: boolean) => {
      clearTimeout(timer);
      child.off('exit', onExit);
      child.off('error', onExit);
      child.stderr?.off('data', onData);
      resolve(up);
    };
    const onExit = () => settle(false);
    const onData = () => {
      if (log().includes(READY_LINE)) settle(true);
    };
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      settle(false);
    }, START_TIMEOUT_MS);
    child.once('exit', onExit);
    child.once('error', onExit);
    child.stderr?.on('data', onData);
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.ref();
  child.kill('SIGTERM');
  await exit;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function serverProgram(): string {
  for (const place of SERVER_PLACES) {
    try {
      accessSync(place, constants.X_OK);
      return place;
    } catch {
      // The next place, then.
    }
  }
  throw new Error(`No OpenSSH server here (looked for ${SERVER_PLACES.join(', ')}): install openssh-server.`);
}

/** A login shell that reads the node's own start-up file and none of this machine's profile. */
async function writeShell(file: string, motd: string | undefined): Promise<void> {
  await writeFile(
    file,
    [
      '#!/bin/sh',
      'export SHELL=/bin/bash',
      'if [ "$1" = -c ]; then exec /bin/bash "$@"; fi',
      ...(motd === undefined ? [] : [`[ -t 1 ] && cat '${motd}'`]),
      'exec /bin/bash --rcfile "$HOME/.bashrc"',
      '',
    ].join('\n'),
  );
  await chmod(file, 0o755);
}

async function writeHome(home: string, prompt: string): Promise<void> {
  await writeFile(
    join(home, '.bashrc'),
    [
      '# Read by interactive shells only: others, such as scp, want silence.',
      'case $- in *i*) ;; *) return ;; esac',
      'HISTFILE="$HOME/.bash_history"',
      `PS1='${prompt}'`,
      "alias ls='ls --color=auto' ll='ls -l --color=auto' grep='grep --color=auto'",
      '',
    ].join('\n'),
  );
  // No words of this machine's about sudo or mail.
  await writeFile(join(home, '.hushlogin'), '');
}

/** Amazon Linux and Red Hat: `[ec2-user@web-1 ~]$`. The dollar is literal: the uid may be root's. */
export function amazonPrompt(user: string, host: string): string {
  return `[\\[\\e[32m\\]${user}@${host}\\[\\e[0m\\] \\[\\e[34m\\]\\W\\[\\e[0m\\]]$ `;
}

/** Debian and Ubuntu: `ubuntu@web-1:~$`. */
export function debianPrompt(user: string, host: string): string {
  return `\\[\\e[1;32m\\]${user}@${host}\\[\\e[0m\\]:\\[\\e[1;34m\\]\\w\\[\\e[0m\\]$ `;
}
