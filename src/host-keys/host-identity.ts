/** Which SSH server a host key belongs to. */
export interface HostIdentity {
  readonly nodeId: string;
  /** The node's name or id, for words. */
  readonly label: string;
  readonly region: string | null;
  readonly accountId: string | null;
  /** The port of the SSH server on the node: another port may be another server, with keys of its own. */
  readonly port: number;
  /** When EC2 last started the instance (Unix ms), where that is known. */
  readonly launchedAt: number | null;
}

/** A host key as the server showed it; the blob in SSH's wire format, base64. */
export interface HostKey {
  readonly type: string;
  readonly blob: string;
}

const SSH_PORT = 22;

/** A name as it stands in known_hosts files: with the port, where that is not SSH's own. */
export const withPort = (name: string, port: number): string =>
  port === SSH_PORT ? name : `[${name}]:${port}`;

/**
 * The name that a node's keys are pinned under, such as `i-0abc.eu-central-1.123456789012`. Addresses are reused by
 * other machines; node ids are not.
 */
export function pinName({ nodeId, region, accountId, port }: HostIdentity): string {
  return withPort([nodeId, region, accountId].filter((part) => part !== null).join('.'), port);
}

/**
 * The names that a server's keys are looked up by in known_hosts files: the node's id (as in `ssh i-0abc` through a
 * ProxyCommand) and the name that we pin under. Not its addresses: other networks have machines with the same ones.
 */
export const lookupNames = (host: HostIdentity): string[] => [
  withPort(host.nodeId, host.port),
  pinName(host),
];

/** The names that a host certificate may be for: the node's id, the name that we pin under, and the node's own name. */
export const certifiedNames = (host: HostIdentity): string[] => [
  ...new Set([host.nodeId, pinName({ ...host, port: SSH_PORT }), host.label]),
];

/**
 * Whether a name in our own file is this node's. Account or region may have been unknown when it was pinned, or may be
 * now: a pin must not be lost by that, so what is unknown on either side matches.
 *
 * @param host its port null for the node's servers on all ports
 */
export function isNameOf(
  name: string,
  host: Pick<HostIdentity, 'nodeId' | 'region' | 'accountId'> & { readonly port: number | null },
): boolean {
  const [, bracketed, number] = /^\[(.*)\]:(\d+)$/.exec(name) ?? [];
  const [nodeId, region, accountId] = (bracketed ?? name).split('.');
  const port = number === undefined ? SSH_PORT : Number(number);
  const agrees = (pinned: string | undefined, now: string | null): boolean =>
    pinned === undefined || now === null || pinned === now;
  return (
    nodeId === host.nodeId &&
    agrees(region, host.region) &&
    agrees(accountId, host.accountId) &&
    (host.port === null || host.port === port)
  );
}
