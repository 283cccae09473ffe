import type { SessionTicket } from '../shared/contract/index.js';
import type { Clients } from './clients.js';
import type { Credentials } from './profile-credentials.js';
import { parseStreamUrl, signStream } from './stream-signature.js';

/** AWS's document for SSH through Session Manager; it opens a TCP connection to a port of the node. */
const DOCUMENT = 'AWS-StartSSHSession';
/** What CloudTrail and the session history show as the reason. */
const REASON = 'Sallyport';

/** Waits (ms) before StartSession is tried again when AWS asks to slow down: nothing was started then. */
export const THROTTLE_WAITS_MS: readonly number[] = [500, 1_500, 4_000];

/**
 * What StartSession is asked for a session to a port of a node, or with null to a shell on it. That is what a session
 * without a document is: the default one is only there where somebody has set the account's preferences.
 */
export const startInput = (nodeId: string, portNumber: number | null) => ({
  Target: nodeId,
  ...(portNumber === null
    ? {}
    : { DocumentName: DOCUMENT, Parameters: { portNumber: [String(portNumber)] } }),
  Reason: REASON,
});

/** What AWS gave for a session: where its data channel is, and a token that is good for one socket. */
interface GivenSession {
  readonly sessionId: string;
  readonly streamUrl: string;
  readonly tokenValue: string;
}

/**
 * What a data channel needs to open or to resume: the session's address and token, its request signed, the way there.
 *
 * @param clockOffsetMs AWS's time less this machine's
 * @throws ProblemError as getting credentials or the proxy does
 */
export async function sessionTicket(
  way: Pick<Clients, 'source' | 'network' | 'ca'> & { credentials(): Promise<Credentials> },
  clockOffsetMs: number,
  { sessionId, streamUrl, tokenValue }: GivenSession,
): Promise<SessionTicket> {
  const { source, network, ca } = way;
  const url = parseStreamUrl(streamUrl, source.endpoints.ssmmessages);
  const headers = await signStream(
    url,
    await way.credentials(),
    source.region,
    new Date(Date.now() + clockOffsetMs),
  );
  const proxy = await network.proxyFor(url);
  return {
    sessionId,
    // As it came, byte for byte, unless another endpoint takes its place.
    streamUrl: source.endpoints.ssmmessages === null ? streamUrl : url.href,
    tokenValue,
    headers,
    proxy: proxy?.href ?? null,
    ca: ca === null ? null : [...ca],
  };
}
