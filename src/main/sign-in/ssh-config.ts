import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import SSHConfig, { LineType, type Directive, type Section } from 'ssh-config';
import type { ManagedNode } from '../../shared/node.js';

/** As OpenSSH's READCONF_MAX_DEPTH. */
const MAX_INCLUDE_DEPTH = 16;
/** More than any person writes (bytes). */
const MAX_SIZE = 1024 * 1024;

/** What ~/.ssh/config says of one node. */
export interface SshConfigEntry {
  readonly user: string | null;
  /** The first IdentityFile that is there. */
  readonly identityFile: string | null;
  readonly port: number | null;
}

const NOTHING: SshConfigEntry = { user: null, identityFile: null, port: null };

interface Found {
  user?: string;
  port?: string;
  identityFiles: string[];
  /** Whether a section named the host in some way, and did not only speak of all hosts. */
  isNamed: boolean;
}

/**
 * Reads what the person's own ssh would use for a node, by its id, its name, or its private address: User, IdentityFile
 * and Port, the first value of each as in OpenSSH. ProxyCommand and its like are passed over, as Session Manager is the
 * way. `Include` is followed. Of `Match` only `all` and `host` count: what runs commands or looks at the network is left
 * to ssh. Sections for all hosts (`Host *`) count only beside one that names the node: they say nothing of it.
 *
 * @param file ~/.ssh/config, read anew each time
 * @returns nothing known where the file is missing or cannot be read
 */
export async function sshConfigFor(
  node: Pick<ManagedNode, 'id' | 'name' | 'privateIp'>,
  file: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<SshConfigEntry> {
  for (const name of [node.id, node.name, node.privateIp ?? '']) {
    if (name === '') continue;
    const found: Found = { identityFiles: [], isNamed: false };
    await read(file, name, found, dirname(file), 0);
    if (found.isNamed) return entryOf(found, name, env);
  }
  return NOTHING;
}

async function entryOf(found: Found, host: string, env: NodeJS.ProcessEnv): Promise<SshConfigEntry> {
  const user = found.user ?? null;
  const port = Number(found.port);
  return {
    user,
    identityFile: await firstFile(found.identityFiles.map((path) => expand(path, host, user, env))),
    port: Number.isInteger(port) && port >= 1 && port <= 65_535 ? port : null,
  };
}

async function read(file: string, host: string, found: Found, base: string, depth: number): Promise<void> {
  const config = await parse(file);
  for (const line of config) {
    if (line.type !== LineType.DIRECTIVE) continue;
    const section = 'config' in line ? line : null;
    if (section === null) await take(line, host, found, base, depth);
    else if (applies(section, host, found))
      for (const inner of section.config)
        if (inner.type === LineType.DIRECTIVE) await take(inner, host, found, base, depth);
  }
}

async function parse(file: string): Promise<SSHConfig> {
  try {
    if ((await stat(file)).size > MAX_SIZE) return new SSHConfig();
    return SSHConfig.parse(await readFile(file, 'utf8'));
  } catch {
    // Missing, unreadable, or in a form that ssh would refuse: it is of no help here, and stands in nobody's way.
    return new SSHConfig();
  }
}

async function take(line: Directive, host: string, found: Found, base: string, depth: number): Promise<void> {
  const values = valuesOf(line);
  const [first] = values;
  if (first === undefined) return;
  switch (line.param.toLowerCase()) {
    case 'user':
      found.user ??= first;
      break;
    case 'port':
      found.port ??= first;
      break;
    case 'identityfile':
      if (first.toLowerCase() !== 'none') found.identityFiles.push(first);
      break;
    case 'include':
      if (depth < MAX_INCLUDE_DEPTH)
        for (const file of (await Promise.all(values.map((each) => included(each, base)))).flat())
          await read(file, host, found, base, depth + 1);
      break;
  }
}

const valuesOf = ({ value }: Directive): string[] =>
  typeof value === 'string' ? [value] : value.map(({ val }) => val);

/** Whether a `Host` or `Match` section is about a host; notes whether it names it. */
function applies(section: Section, host: string, found: Found): boolean {
  const patterns = valuesOf(section)
    .flatMap((value) => value.split(/[\s,]+/))
    .filter(Boolean);
  if (section.param.toLowerCase() === 'match') {
    const [keyword, ...rest] = matchWords(section);
    if (keyword === 'all') return true;
    if (keyword !== 'host' || rest.length !== 1) return false;
    return named(rest[0]?.split(',') ?? [], host, found);
  }
  return named(patterns, host, found);
}

/** The words of a `Match` line, with its keywords in lower case. */
function matchWords(section: Section): string[] {
  const { criteria } = section as Section & { criteria?: Record<string, unknown> };
  if (criteria === undefined) return valuesOf(section).flatMap((value) => value.split(/\s+/));
  return Object.entries(criteria).flatMap(([keyword, value]) => {
    const words = Array.isArray(value) ? (value as { val: string }[]).map(({ val }) => val).join(',') : value;
    return keyword.toLowerCase() === 'all' ? ['all'] : [keyword.toLowerCase(), String(words)];
  });
}

/** OpenSSH's match_pattern_list: one positive match, and no negated one. */
function named(patterns: readonly string[], host: string, found: Found): boolean {
  let isMatch = false;
  let isNamed = false;
  for (const pattern of patterns) {
    const isNegated = pattern.startsWith('!');
    if (!fits(isNegated ? pattern.slice(1) : pattern, host)) continue;
    if (isNegated) return false;
    isMatch = true;
    isNamed ||= pattern !== '*';
  }
  found.isNamed ||= isNamed;
  return isMatch;
}

function fits(pattern: string, host: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i').test(host);
}

/** The files that an `Include` means, in the order of their names: relative to ~/.ssh, wildcards in the last part. */
async function included(given: string, base: string): Promise<string[]> {
  const path = given.startsWith('~/') ? join(homedir(), given.slice(2)) : given;
  const absolute = isAbsolute(path) ? path : join(base, path);
  const name = absolute.slice(dirname(absolute).length + 1);
  if (!/[*?]/.test(name)) return [absolute];
  const names = await readdir(dirname(absolute)).catch(() => []);
  return names
    .filter((each) => fits(name, each))
    .sort()
    .map((each) => join(dirname(absolute), each));
}

/** Replaces `~`, environment variables and the tokens of ssh_config that are known before connecting. */
function expand(path: string, host: string, user: string | null, env: NodeJS.ProcessEnv): string {
  const tokens: Readonly<Record<string, string>> = {
    '%': '%',
    d: homedir(),
    h: host,
    n: host,
    r: user ?? '',
    u: userInfo().username,
  };
  const expanded = path
    .replace(/^~(?=[/\\])/, () => homedir())
    .replace(/\$\{(\w+)\}/g, (_, name: string) => env[name] ?? '')
    .replace(/%(.)/g, (all, token: string) => tokens[token] ?? all);
  return isAbsolute(expanded) ? expanded : join(homedir(), expanded);
}

async function firstFile(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    const info = await stat(path).catch(() => null);
    if (info?.isFile()) return path;
  }
  return null;
}
