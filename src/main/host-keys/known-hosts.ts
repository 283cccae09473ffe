/** A line of a known_hosts file that pins a key (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"). */
export interface KnownHost {
  readonly hosts: readonly string[];
  readonly type: string;
  /** The public key in SSH's wire format, base64. */
  readonly blob: string;
  readonly comment: string;
}

/**
 * Reads a known_hosts file. Lines that are not plain entries (comments, markers, hashed names, damaged ones) are
 * passed over, as OpenSSH does.
 */
export function parseKnownHosts(text: string): KnownHost[] {
  const entries: KnownHost[] = [];
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*([^\s#@|]\S*)\s+([\w@.-]+)\s+([A-Za-z0-9+/]+=*)(?:\s+(.*\S))?\s*$/.exec(line);
    if (match === null) continue;
    const [, hosts = '', type = '', blob = '', comment = ''] = match;
    entries.push({ hosts: hosts.split(','), type, blob, comment });
  }
  return entries;
}

/** Writes one entry as a line, with its end. */
export function formatKnownHost({ hosts, type, blob, comment }: KnownHost): string {
  return `${[hosts.join(','), type, blob, comment].filter((part) => part !== '').join(' ')}\n`;
}
