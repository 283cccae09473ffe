import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';

/** As OpenSSH's READCONF_MAX_DEPTH. */
const MAX_INCLUDE_DEPTH = 16;
/** More than any person writes (bytes). */
const MAX_SIZE = 1024 * 1024;

/** What a configuration says so far of a host, in its own words; of each value the first one counts, as in OpenSSH. */
export interface HostConfig {
  /** The host as it was asked for. */
  readonly host: string;
  user?: string | undefined;
  port?: string;
  hostName?: string;
  identityAgent?: string;
  readonly identityFiles: string[];
  /** Whether a section has named the host in some way, and has not only spoken of all hosts. */
  isNamed: boolean;
}

/**
 * Reads what an ssh_config file says of a host (ssh_config(5)). `Include` is followed. Of `Match`, what runs a command
 * (`exec`) or depends on what ssh is doing (`tagged`, `localnetwork` and the like) counts as not matching: nothing is
 * run, and that is left to ssh.
 *
 * @param user the user that is asked for, if any: it comes before that of the file, as on ssh's command line
 * @returns nothing known where the file is missing, cannot be read, or is in a form that ssh would refuse
 */
export async function readHostConfig(file: string, host: string, user?: string): Promise<HostConfig> {
  const config: HostConfig = { host, user, identityFiles: [], isNamed: false };
  const reading = new Reading(config, dirname(file), false);
  await reading.read(file, 0);
  // As OpenSSH does for the sections that want all else to be known (`Match final`).
  if (reading.hasFinal) await new Reading(config, dirname(file), true).read(file, 0);
  return config;
}

class Reading {
  /** Whether the section that lines belong to is about the host. */
  private applies = true;
  /** Whether a section wants to be looked at when all else is known. */
  public hasFinal = false;

  public constructor(
    private readonly config: HostConfig,
    /** What relative paths of `Include` are relative to. */
    private readonly base: string,
    private readonly isFinal: boolean,
  ) {}

  public async read(file: string, depth: number): Promise<void> {
    for (const line of (await textOf(file)).split(/\r?\n/)) {
      const [keyword = '', ...values] = wordsOf(line);
      const [first] = values;
      if (first === undefined) continue;
      switch (keyword.toLowerCase()) {
        case 'host':
          this.applies = this.names(values);
          break;
        case 'match':
          this.applies = this.matches(values);
          break;
        case 'include':
          if (this.applies && depth < MAX_INCLUDE_DEPTH) await this.include(values, depth);
          break;
        default:
          if (this.applies) this.take(keyword.toLowerCase(), first);
      }
    }
  }

  private async include(paths: readonly string[], depth: number): Promise<void> {
    for (const path of paths)
      for (const file of await filesOf(path, this.base)) {
        await this.read(file, depth + 1);
        // Sections of an included file end with it.
        this.applies = true;
      }
  }

  private take(keyword: string, value: string): void {
    const { config } = this;
    switch (keyword) {
      case 'user':
        config.user ??= value;
        break;
      case 'port':
        config.port ??= value;
        break;
      case 'hostname':
        config.hostName ??= value.replace(/%(h|%)/g, (_, token: string) =>
          token === 'h' ? config.host : '%',
        );
        break;
      case 'identityagent':
        config.identityAgent ??= value;
        break;
      case 'identityfile':
        if (value.toLowerCase() !== 'none' && !config.identityFiles.includes(value))
          config.identityFiles.push(value);
        break;
    }
  }

  /** The criteria of a `Match` line, all of which must hold. */
  private matches(words: readonly string[]): boolean {
    const rest = [...words];
    let all = true;
    for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
      const isNegated = word.startsWith('!');
      const [criterion = '', attached] = (isNegated ? word.slice(1) : word).toLowerCase().split('=', 2);
      if (criterion === 'all') continue;
      const value = WITHOUT_VALUE.includes(criterion) ? '' : (attached ?? rest.shift() ?? '');
      const holds = this.holds(criterion, value.split(','));
      all &&= holds !== null && holds !== isNegated;
    }
    return all;
  }

  /** Whether one criterion holds; null where that is left to ssh. */
  private holds(criterion: string, patterns: readonly string[]): boolean | null {
    const { host, hostName, user } = this.config;
    switch (criterion) {
      case 'host':
        return this.names(patterns, hostName ?? host);
      case 'originalhost':
        return this.names(patterns);
      case 'user':
        return isListed(patterns, user ?? userInfo().username);
      case 'localuser':
        return isListed(patterns, userInfo().username);
      case 'final':
        this.hasFinal = true;
        return this.isFinal;
      case 'canonical':
        return false;
      default:
        return null;
    }
  }

  /** Whether patterns are about the host; notes it where they name it. */
  private names(patterns: readonly string[], host: string = this.config.host): boolean {
    if (!isListed(patterns, host)) return false;
    this.config.isNamed ||= patterns.some((pattern) => pattern !== '*' && !pattern.startsWith('!'));
    return true;
  }
}

const WITHOUT_VALUE = ['final', 'canonical'];

async function textOf(file: string): Promise<string> {
  try {
    return (await stat(file)).size > MAX_SIZE ? '' : await readFile(file, 'utf8');
  } catch {
    return '';
  }
}

/** The words of a line: keyword and values, with or without `=`, quoted or not, up to a comment (argv_split of OpenSSH). */
export function wordsOf(line: string): string[] {
  const [, keyword, rest = ''] = /^\s*([^\s=#"]+)(?:\s*=\s*|\s+)(.*)$/.exec(line) ?? [];
  if (keyword === undefined) return [];
  const words = rest.matchAll(/\s*(#.*|(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\\.|[^\s"'])+)/g);
  const values: string[] = [];
  for (const [, word = ''] of words) {
    if (word.startsWith('#')) break;
    values.push(unquoted(word));
  }
  return [keyword, ...values];
}

const unquoted = (word: string): string =>
  word.replace(/"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|\\(["'\\ ])/g, (_, double, single, escaped) => {
    const text = (double ?? single ?? escaped) as string;
    return text.replace(/\\(["'\\])/g, '$1');
  });

/** OpenSSH's match_pattern_list: one pattern that matches, and no negated one that does. */
function isListed(patterns: readonly string[], name: string): boolean {
  let isMatch = false;
  for (const pattern of patterns) {
    const isNegated = pattern.startsWith('!');
    if (!fits(isNegated ? pattern.slice(1) : pattern, name)) continue;
    if (isNegated) return false;
    isMatch = true;
  }
  return isMatch;
}

function fits(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i').test(name);
}

/** The files that an `Include` means, in the order of their names: wildcards in the last part are followed. */
async function filesOf(given: string, base: string): Promise<string[]> {
  const path = given.startsWith('~/') ? join(homedir(), given.slice(2)) : given;
  const absolute = isAbsolute(path) ? path : join(base, path);
  const name = basename(absolute);
  if (!/[*?]/.test(name)) return [absolute];
  const names = await readdir(dirname(absolute)).catch(() => []);
  return names
    .filter((each) => fits(name, each))
    .sort()
    .map((each) => join(dirname(absolute), each));
}
