import { createHmac, timingSafeEqual } from 'node:crypto';
import { blobType } from '../ssh/public-key.js';
import { certifiedNames, lookupNames, withPort, type HostIdentity } from './host-identity.js';

/** An entry of a known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"). */
export interface KnownHost {
  readonly marker: 'revoked' | 'cert-authority' | null;
  /** Names and patterns, some perhaps negated, or a single hashed name. */
  readonly hosts: readonly string[];
  readonly type: string;
  /** The public key in SSH's wire format, base64. */
  readonly blob: string;
  readonly comment: string;
}

/**
 * Reads one line of a known_hosts file; null for comments, empty lines and what is damaged, which OpenSSH passes over
 * as well.
 */
export function parseKnownHost(line: string): KnownHost | null {
  const match =
    /^\s*(?:@(revoked|cert-authority)\s+)?([^\s#@]\S*)\s+([\w@.-]+)\s+([A-Za-z0-9+/]+=*)(?:\s+(.*\S))?\s*$/.exec(
      line,
    );
  if (match === null) return null;
  const [, marker, hosts = '', type = '', blob = '', comment = ''] = match;
  if (!isBlobOf(type, blob)) return null;
  return {
    marker: marker === 'revoked' || marker === 'cert-authority' ? marker : null,
    hosts: hosts.split(','),
    type,
    blob,
    comment,
  };
}

function isBlobOf(type: string, blob: string): boolean {
  try {
    return blobType(Buffer.from(blob, 'base64')) === type;
  } catch {
    return false;
  }
}

/** Writes one entry as a line, without its end. */
export function formatKnownHost({ marker, hosts, type, blob, comment }: KnownHost): string {
  return [marker === null ? '' : `@${marker}`, hosts.join(','), type, blob, comment]
    .filter((part) => part !== '')
    .join(' ');
}

/**
 * Whether an entry is about a host, as OpenSSH judges it (match_hostname): a negated pattern that matches rules the
 * entry out, wherever it stands.
 *
 * @param name as OpenSSH looks it up, in lower case: `i-0abc`, or `[i-0abc]:2222` for a port other than 22
 */
export function isAboutHost({ hosts }: KnownHost, name: string): boolean {
  const [first = ''] = hosts;
  if (first.startsWith('|')) return hosts.length === 1 && isHashOf(first, name);
  let found = false;
  for (const host of hosts) {
    const isNegated = host.startsWith('!');
    if (!matchesPattern(isNegated ? host.slice(1) : host, name)) continue;
    if (isNegated) return false;
    found = true;
  }
  return found;
}

/**
 * Whether an entry is about a node's server. An authority's line is so by the names that a certificate may be for, with
 * the port or without it, as with OpenSSH.
 */
export function isAboutServer(entry: KnownHost, host: HostIdentity): boolean {
  const names =
    entry.marker === 'cert-authority'
      ? certifiedNames(host).flatMap((name) => [name, withPort(name, host.port)])
      : lookupNames(host);
  return names.some((name) => isAboutHost(entry, name));
}

/** A hashed name: `|1|`, salt and HMAC-SHA1 of the name, in base64 (hostfile.c of OpenSSH). */
function isHashOf(hashed: string, name: string): boolean {
  const [, salt, hash] = /^\|1\|([A-Za-z0-9+/=]+)\|([A-Za-z0-9+/=]+)$/.exec(hashed) ?? [];
  if (salt === undefined || hash === undefined) return false;
  const wanted = Buffer.from(hash, 'base64');
  const mine = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
  return wanted.length === mine.length && timingSafeEqual(wanted, mine);
}

/** `*` stands for any text, `?` for one character; upper and lower case are the same. */
export function matchesPattern(pattern: string, name: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 'i').test(name);
}
