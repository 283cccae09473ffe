import { BlockList, isIP } from 'node:net';

/** One entry of NO_PROXY: what it matches, and on which port only. */
interface Exception {
  readonly port: string | null;
  matches(host: string): boolean;
}

const bare = (host: string): string => host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

function network(entry: string): Exception | null {
  const [, address = '', bits = ''] = /^\[?([\da-f.:]+)\]?\/(\d{1,3})$/i.exec(entry) ?? [];
  const version = isIP(address);
  if (version === 0 || Number(bits) > (version === 6 ? 128 : 32)) return null;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), family(address));
  return { port: null, matches: (host) => isIP(host) !== 0 && list.check(host, family(host)) };
}

function exception(entry: string): Exception | null {
  if (entry === '*') return { port: null, matches: () => true };
  if (entry.includes('/')) return network(entry);
  // A bare IPv6 address has colons of its own; with a port it stands in brackets.
  const [, name = '', port = null] =
    isIP(entry) === 6 ? ['', entry] : (/^(\[[^\]]+\]|[^:]+?)(?::(\d+))?$/.exec(entry) ?? []);
  const host = bare(name).replace(/^\*?\./, '');
  if (host === '') return null;
  // A name stands for the names below it, too, as with curl and Go; an address for itself.
  return { port, matches: (asked) => asked === host || (isIP(asked) === 0 && asked.endsWith(`.${host}`)) };
}

/**
 * Whether NO_PROXY excepts an address. Entries are separated by commas or spaces: a host or the end of its name (with
 * or without a leading dot or `*.`), an IP address, a network such as 10.0.0.0/8, each but the last with an optional
 * port; `*` is all. What is none of these is passed over, as everybody does.
 */
export function isExcepted(url: URL, noProxy: string): boolean {
  const host = bare(url.hostname);
  const port = url.port === '' ? (/^(https|wss):$/.test(url.protocol) ? '443' : '80') : url.port;
  return noProxy
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .map((entry) => exception(entry))
    .some((each) => each !== null && (each.port === null || each.port === port) && each.matches(host));
}

/** Whether an address is this machine itself, which no proxy can reach. */
export function isLoopback(url: URL): boolean {
  const host = bare(url.hostname);
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
  );
}
