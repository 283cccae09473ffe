import { readFile, stat } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Identity } from '../shared/contract/index.js';
import type { ManagedNode } from '../shared/node.js';
import { readPublicLine } from '../keys/public-line.js';
import { fingerprintOf } from '../ssh/public-key.js';
import { readHostConfig, type HostConfig } from './ssh-config-file.js';

/** More than any public key has (bytes). */
const MAX_PUBLIC_KEY = 64 * 1024;

/** What ~/.ssh/config says of one node. */
export interface SshConfigEntry {
  readonly user: string | null;
  readonly port: number | null;
  /**
   * What the first IdentityFile that is there means: a private key file, or where only its public half is there (or is
   * named, as `IdentityFile x.pub`) that key of the SSH agent.
   */
  readonly identity: Identity | null;
  /** The socket of the agent that IdentityAgent names in place of the usual one. */
  readonly identityAgent: string | null;
}

const NOTHING: SshConfigEntry = { user: null, port: null, identity: null, identityAgent: null };

/**
 * Reads what the person's own ssh would use for a node, by its id, its name, or its private address: User, Port,
 * IdentityFile and IdentityAgent. ProxyCommand and its like are passed over, as Session Manager is the way; IdentitiesOnly
 * always holds. Sections for all hosts (`Host *`) count only beside one that names the node: they say nothing of it.
 *
 * @param file ~/.ssh/config, read anew each time
 * @param user the user that is to sign in, where that is not the file's
 */
export async function sshConfigFor(
  node: Pick<ManagedNode, 'id' | 'name' | 'privateIp'>,
  file: string,
  user?: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<SshConfigEntry> {
  for (const name of [node.id, node.name, node.privateIp ?? '']) {
    if (name === '') continue;
    const config = await readHostConfig(file, name, user);
    if (config.isNamed) return entryOf(config, env);
  }
  return NOTHING;
}

async function entryOf(config: HostConfig, env: NodeJS.ProcessEnv): Promise<SshConfigEntry> {
  const port = Number(config.port);
  return {
    user: config.user ?? null,
    port: Number.isInteger(port) && port >= 1 && port <= 65_535 ? port : null,
    identity: await firstIdentity(config.identityFiles.map((path) => expand(path, config, env))),
    identityAgent: agentOf(config, env),
  };
}

/** Not `none`, nor `SSH_AUTH_SOCK`, which says where an agent is looked for anyway. */
function agentOf(config: HostConfig, env: NodeJS.ProcessEnv): string | null {
  const { identityAgent: given } = config;
  if (given === undefined || given === 'none' || given === 'SSH_AUTH_SOCK') return null;
  const variable = /^\$(\w+)$/.exec(given)?.[1];
  return variable === undefined ? expand(given, config, env) : (env[variable] ?? null);
}

/** Replaces `~`, environment variables and the tokens of ssh_config that are known before connecting. */
function expand(path: string, config: HostConfig, env: NodeJS.ProcessEnv): string {
  const me = userInfo().username;
  const tokens: Readonly<Record<string, string>> = {
    '%': '%',
    d: homedir(),
    h: config.hostName ?? config.host,
    n: config.host,
    p: config.port ?? '22',
    r: config.user ?? me,
    u: me,
  };
  const expanded = path
    .replace(/^~(?=[/\\])/, () => homedir())
    .replace(/\$\{(\w+)\}/g, (_, name: string) => env[name] ?? '')
    .replace(/%(.)/g, (all, token: string) => tokens[token] ?? all);
  return isAbsolute(expanded) ? expanded : join(homedir(), expanded);
}

async function firstIdentity(paths: readonly string[]): Promise<Identity | null> {
  for (const path of paths) {
    const isPrivate = !path.endsWith('.pub') && (await isFile(path));
    if (isPrivate) return { kind: 'key-file', path };
    const agentKey = await agentKeyOf(path.endsWith('.pub') ? path : `${path}.pub`);
    if (agentKey !== null) return agentKey;
  }
  return null;
}

async function agentKeyOf(publicFile: string): Promise<Identity | null> {
  if (!(await isFile(publicFile, MAX_PUBLIC_KEY))) return null;
  const line = readPublicLine(await readFile(publicFile, 'utf8').catch(() => ''));
  return line && { kind: 'agent', fingerprint: fingerprintOf(line.blob), comment: line.comment };
}

async function isFile(path: string, maxSize = Infinity): Promise<boolean> {
  const info = await stat(path).catch(() => null);
  return info !== null && info.isFile() && info.size <= maxSize;
}
