import { problem, ProblemError } from '../../shared/problem.js';
import { readUrl } from '../../shared/read-url.js';
import { within } from '../time-out.js';
import { isExcepted, isLoopback } from './no-proxy.js';

/** A PAC file may have to be fetched first (ms); where that hangs, there is most likely no proxy. */
const SYSTEM_TIMEOUT_MS = 5_000;

export interface ProxySources {
  /** `network.proxy` of the settings: `system`, `none`, or the proxy's address. */
  readonly setting: string;
  readonly env: NodeJS.ProcessEnv;
  /** What the system says, PAC files included, in PAC's words: "PROXY host:port; DIRECT". Null where nobody knows. */
  readonly resolveSystem: ((url: string) => Promise<string>) | null;
}

/** The first of some variables, in upper or lower case, that is set to something. */
function fromEnvironment(env: NodeJS.ProcessEnv, ...names: string[]): { name: string; value: string } | null {
  for (const name of names.flatMap((each) => [each, each.toLowerCase()])) {
    const value = env[name]?.trim();
    if (value) return { name, value };
  }
  return null;
}

/**
 * Reads a proxy's address; without a scheme it is http.
 *
 * @param from where it stands, for the words: the address itself may hold a password
 * @throws ProblemError `aws.proxy`
 */
export function parseProxy(text: string, from: string): URL {
  const url = readUrl(text.includes('://') ? text : `http://${text}`);
  if (url !== null) {
    if (/^https?:$/.test(url.protocol) && url.hostname !== '') return url;
    const details = `${from}: a proxy of the kind ${url.protocol}// cannot be used, only http:// and https://`;
    throw new ProblemError(
      problem('aws.proxy', { host: url.host || from }, { details, remedies: ['retry', 'show-settings'] }),
    );
  }
  const details = `${from} is not the address of a proxy`;
  throw new ProblemError(
    problem('aws.proxy', { host: from }, { details, remedies: ['retry', 'show-settings'] }),
  );
}

/** The first way in PAC's words that can be gone: a proxy, or null for the direct one. */
export function parsePac(answer: string): URL | null {
  for (const way of answer.split(';')) {
    const [kind = '', place = ''] = way.trim().split(/\s+/);
    if (/^direct$/i.test(kind)) return null;
    const scheme = /^(proxy|http)$/i.test(kind) ? 'http' : /^https$/i.test(kind) ? 'https' : null;
    const url = scheme === null || place === '' ? null : readUrl(`${scheme}://${place}`);
    if (url !== null) return url;
  }
  return null;
}

/**
 * The proxy to reach an address through; null for none. The settings decide, then the environment, then the system;
 * NO_PROXY excepts from all of these, and this machine is never reached through a proxy.
 *
 * @throws ProblemError `aws.proxy` for an address that is none, or a kind that cannot be used
 */
export async function chooseProxy(
  url: URL,
  { setting, env, resolveSystem }: ProxySources,
): Promise<URL | null> {
  const noProxy = fromEnvironment(env, 'NO_PROXY')?.value ?? '';
  if (setting === 'none' || isLoopback(url) || isExcepted(url, noProxy)) return null;
  if (setting !== 'system') return parseProxy(setting, 'network.proxy');
  const secure = /^(https|wss):$/.test(url.protocol);
  const variable = fromEnvironment(env, secure ? 'HTTPS_PROXY' : 'HTTP_PROXY', 'ALL_PROXY');
  if (variable !== null) return parseProxy(variable.value, variable.name);
  if (resolveSystem === null) return null;
  try {
    // Systems know proxies for web addresses, not for WebSockets.
    const asked = `${secure ? 'https' : 'http'}://${url.host}${url.pathname}`;
    return parsePac(await within(SYSTEM_TIMEOUT_MS, 'the system’s proxy', resolveSystem(asked)));
  } catch {
    return null;
  }
}
