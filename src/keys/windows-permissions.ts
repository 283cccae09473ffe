import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { OtherAccess } from '../shared/contract/index.js';
import type { Access, Permissions } from './access.js';
import { judge, readSddl, type SecurityDescriptor } from './security-descriptor.js';

/** Runs a program of Windows without a shell; resolves with what it prints (UTF-8). */
export type RunProgram = (
  program: 'icacls.exe' | 'whoami.exe' | 'powershell.exe',
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
) => Promise<string>;

/** PowerShell takes a second or so to start on a slow machine. */
const TIMEOUT_MS = 20_000;
const SYSTEM_FOLDERS = {
  'icacls.exe': 'System32',
  'whoami.exe': 'System32',
  'powershell.exe': 'System32\\WindowsPowerShell\\v1.0',
} as const;

const runProgram: RunProgram = async (program, args, env) => {
  // By its full path: a program of the same name in the working folder must not run instead.
  const folder = `${process.env.SystemRoot ?? 'C:\\Windows'}\\${SYSTEM_FOLDERS[program]}`;
  const { stdout } = await promisify(execFile)(`${folder}\\${program}`, args, {
    timeout: TIMEOUT_MS,
    windowsHide: true,
    env: { ...process.env, ...env },
  });
  return stdout;
};

/**
 * Prints a line of JSON for each path: its security descriptor in SDDL, and the names of the accounts in it. Paths come
 * in an environment variable, which needs no quoting and holds any Unicode.
 */
const READ_DESCRIPTORS = `
[Console]::OutputEncoding = [System.Text.Encoding]::UTF8
foreach ($path in $env:SALLYPORT_KEY_FILES.Split([char]10)) {
  try {
    $acl = Get-Acl -LiteralPath $path -ErrorAction Stop
    $names = @{}
    $sids = @($acl.GetOwner([System.Security.Principal.SecurityIdentifier])) +
      @($acl.GetAccessRules($true, $true, [System.Security.Principal.SecurityIdentifier]) | ForEach-Object { $_.IdentityReference })
    foreach ($sid in $sids) {
      try { $names[$sid.Value] = $sid.Translate([System.Security.Principal.NTAccount]).Value } catch { }
    }
    ConvertTo-Json -Compress @{ sddl = $acl.Sddl; names = $names }
  } catch { ConvertTo-Json -Compress @{ sddl = ''; names = @{} } }
}`;

interface Described {
  readonly sddl: string;
  readonly names: Readonly<Record<string, string>>;
}

/** The rule of OpenSSH for Windows, by the tools that every Windows has. @param run replaced in tests */
export function windowsPermissions(run: RunProgram = runProgram): Permissions {
  let user: Promise<string> | undefined;
  const me = (): Promise<string> => {
    user ??= currentSid(run);
    user.catch(() => (user = undefined));
    return user;
  };
  const judgeAll = async (paths: readonly string[]): Promise<Access[]> => {
    const [sid, described] = await Promise.all([me(), describe(run, paths)]);
    return paths.map((path, index) => accessOf(path, described[index], sid));
  };
  return {
    judge: judgeAll,
    async makePrivate(path) {
      const [access] = await judgeAll([path]);
      // Reading it as SDDL again is cheap, and gives the SIDs that the names in `access` stand for.
      const [described] = await describe(run, [path]);
      const { others } = judge(readSddl(described?.sddl ?? ''), await me());
      const saved = await withFile(async (file) => {
        await run('icacls.exe', [path, '/save', file]);
        return readFile(file);
      });
      if (access?.others.some(({ who }) => who === 'owner') === true)
        await run('icacls.exe', [path, '/setowner', `*${await me()}`]);
      const sids = others.map(({ sid }) => sid);
      await run('icacls.exe', mendArguments(path, await me(), sids));
      return () =>
        withFile(async (file) => {
          await writeFile(file, saved);
          // icacls saves and restores relative to the folder.
          await run('icacls.exe', [dirname(path), '/restore', file]);
        });
    },
  };
}

/** Runs what needs a temporary file. */
async function withFile<T>(use: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-acl-'));
  try {
    return await use(join(folder, 'acl'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The SID of this process's user. */
async function currentSid(run: RunProgram): Promise<string> {
  const output = await run('whoami.exe', ['/user', '/fo', 'csv', '/nh']);
  // The name before it may be in any code page; the SID is ASCII.
  const sid = /"(S-1-[\d-]+)"\s*$/.exec(output)?.[1];
  if (sid === undefined) throw new Error('whoami does not tell the SID of this user');
  return sid;
}

async function describe(run: RunProgram, paths: readonly string[]): Promise<(Described | undefined)[]> {
  if (paths.length === 0) return [];
  const output = await run(
    'powershell.exe',
    ['-NoProfile', '-NonInteractive', '-Command', READ_DESCRIPTORS],
    { SALLYPORT_KEY_FILES: paths.join('\n') },
  );
  const lines = output.split(/\r?\n/).filter((line) => line.startsWith('{'));
  return paths.map((_, index) => {
    const line = lines[index];
    return line === undefined ? undefined : (JSON.parse(line) as Described);
  });
}

/** A descriptor that can be judged; null for none, or one that is beyond what is read here. */
function readable(described: Described | undefined): SecurityDescriptor | null {
  try {
    return readSddl(described?.sddl ?? '');
  } catch {
    return null;
  }
}

function accessOf(path: string, described: Described | undefined, me: string): Access {
  const descriptor = readable(described);
  if (descriptor === null) {
    const unknown: OtherAccess = { who: 'account', name: '?', may: [] };
    return { mode: null, others: [unknown], mendCommand: commandLine(mendArguments(path, me, [])) };
  }
  const names = described?.names ?? {};
  const { badOwner, others } = judge(descriptor, me);
  const all: OtherAccess[] = [
    ...(badOwner === null ? [] : [{ who: 'owner' as const, name: names[badOwner] ?? badOwner, may: [] }]),
    ...others.map(({ sid, may }) => ({ who: 'account' as const, name: names[sid] ?? sid, may: [...may] })),
  ];
  const sids = others.map(({ sid }) => sid);
  return {
    mode: null,
    others: all,
    mendCommand: all.length === 0 ? null : commandLine(mendArguments(path, me, sids)),
  };
}

/**
 * What icacls is told: no inherited entries, one's own read access, and none for the others. SIDs instead of names work
 * in every language of Windows.
 */
function mendArguments(path: string, me: string, others: readonly string[]): string[] {
  return [
    path,
    '/inheritance:r',
    '/grant:r',
    `*${me}:R`,
    ...(others.length === 0 ? [] : ['/remove:g', ...others.map((sid) => `*${sid}`)]),
  ];
}

/** The command as one would type it; Windows' paths cannot hold a quotation mark. */
function commandLine(args: readonly string[]): string {
  return ['icacls', ...args.map((arg) => (/[\s&()^;,]/.test(arg) ? `"${arg}"` : arg))].join(' ');
}
