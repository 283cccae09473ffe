import { homedir } from 'node:os';
import type { PinVia } from '../shared/contract/host-keys.js';
import { problem, type Problem } from '../shared/problem.js';
import { fingerprintOf } from '../keys/wire.js';
import type { ConsoleVerdict } from './console-keys.js';
import type { HostIdentity, HostKey } from './host-identity.js';

/** A key that was known of a server before, and where from: our own pin, or a line of the person's own files. */
export type KnownBefore = HostKey &
  (
    { readonly since: number | null; readonly via: PinVia } | { readonly file: string; readonly line: number }
  );

/** More than a server has; a console could be made to list any number. */
const LISTED_SHOWN = 6;

/** A server shows another key than the known one. Times go as ISO text, which is also readable in a report. */
export function changedProblem(
  host: HostIdentity,
  key: HostKey,
  before: KnownBefore,
  console: ConsoleVerdict,
): Problem {
  const params: Problem['params'] = {
    ...offered(host, key),
    known: printOf(before),
    knownType: before.type,
    console,
  };
  if ('file' in before) {
    params.knownPlace = `${before.file.replace(homedir(), '~')}:${before.line}`;
  } else {
    params.knownVia = before.via;
    if (before.since !== null) {
      params.since = isoOf(before.since);
      if (host.launchedAt !== null && host.launchedAt > before.since)
        params.launched = isoOf(host.launchedAt);
    }
  }
  return problem('ssh.host-key-changed', params, { remedies: ['copy-details'] });
}

/**
 * The instance's console lists other keys than the one that the server shows.
 *
 * @param when whether that was known before signing in, or only after
 */
export function contradictedProblem(
  host: HostIdentity,
  key: HostKey,
  listed: readonly string[],
  when: 'before' | 'after',
): Problem {
  const params = { ...offered(host, key), listed: listed.slice(0, LISTED_SHOWN).join('\n'), when };
  return problem('ssh.host-key-mismatch-console', params, { remedies: ['copy-details'] });
}

const offered = (host: HostIdentity, key: HostKey) => ({
  node: host.label,
  offered: printOf(key),
  offeredType: key.type,
});

const printOf = ({ blob }: HostKey): string => fingerprintOf(Buffer.from(blob, 'base64'));
const isoOf = (time: number): string => new Date(time).toISOString();
