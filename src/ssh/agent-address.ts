import { readdirSync } from 'node:fs';
import { userInfo } from 'node:os';

/** The pipe of Windows' own OpenSSH agent. */
const WINDOWS_AGENT = '\\\\.\\pipe\\openssh-ssh-agent';
const PIPES = '\\\\.\\pipe\\';

/**
 * Where SSH agents may be, the most wanted first: SSH_AUTH_SOCK, and on Windows the pipe of its OpenSSH agent and that of
 * Pageant, which names its pipe after the user and a hash (PuTTY 0.75 and later, windows/utils/agent_named_pipe_name.c).
 *
 * @param listPipes the names of all named pipes, on Windows
 */
export function agentAddresses(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  listPipes: () => string[] = () => readdirSync(PIPES),
): string[] {
  const named = env.SSH_AUTH_SOCK;
  const own = named === undefined || named === '' ? [] : [named];
  if (platform !== 'win32') return own;
  const pageant = pipes(listPipes)
    .filter((name) => name.startsWith(`pageant.${userInfo().username}.`))
    .map((name) => PIPES + name);
  return [...new Set([...own, WINDOWS_AGENT, ...pageant])];
}

function pipes(list: () => string[]): string[] {
  try {
    return list();
  } catch {
    // Names that Node cannot read are in the list at times; then Pageant is not found, and the others are.
    return [];
  }
}
