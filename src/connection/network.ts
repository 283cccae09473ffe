import * as tls from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import type { ClientOptions } from 'ws';
import { webSocketDialer, type DialSocket } from '../session-manager/index.js';
import type { SessionTicket } from '../shared/contract.js';

/** How main says that the gateway is to be reached. */
export type Route = Pick<SessionTicket, 'proxy' | 'ca'>;

/** IPv6 and IPv4 are tried side by side, as in src/main/network; Node 18 does not do so by itself. */
const CONNECT_OPTIONS = { autoSelectFamily: true, autoSelectFamilyAttemptTimeout: 1_000 } as const;

type Connect = HttpsProxyAgent<string>['connect'];

/** An agent through a proxy that makes the proxy's refusal an error; the base class passes it off as the gateway's. */
class TunnelAgent extends HttpsProxyAgent<string> {
  public override async connect(...[request, target]: Parameters<Connect>): ReturnType<Connect> {
    const { host } = this.proxy;
    let answer = { statusCode: 0, statusText: '' };
    request.once('proxyConnect', (given: typeof answer) => (answer = given));
    let socket;
    try {
      socket = await super.connect(request, target);
    } catch (error) {
      const why = `The proxy ${host} cannot be used: ${(error as Error).message}`;
      throw new Error(why, { cause: error });
    }
    if (answer.statusCode === 200) return socket;
    socket.destroy();
    throw new Error(`The proxy ${host} answered ${answer.statusCode} ${answer.statusText}`.trim());
  }
}

function agentThrough(address: string): HttpsProxyAgent<string> {
  const proxy = new URL(address);
  const user = [proxy.username, proxy.password].map((part) => decode(part)).join(':');
  // The base class puts its address into debug output, so that the user info travels beside it.
  proxy.username = proxy.password = '';
  const headers =
    user === ':' ? {} : { 'Proxy-Authorization': `Basic ${Buffer.from(user).toString('base64')}` };
  return new TunnelAgent(proxy, { headers, ...CONNECT_OPTIONS });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The certificates that the system's own store holds, where this runtime can read it (Node 22.15 and later). */
function systemCertificates(): readonly string[] {
  const { getCACertificates } = tls as { getCACertificates?: (type: 'system') => string[] };
  try {
    return getCACertificates?.('system') ?? [];
  } catch {
    return [];
  }
}

/** The options of the WebSocket for a route: its proxy, and whom to trust beside the usual roots. */
export function socketOptions({ proxy, ca }: Route): ClientOptions {
  const system = systemCertificates();
  const trusted =
    ca === null && system.length === 0 ? {} : { ca: [...tls.rootCertificates, ...system, ...(ca ?? [])] };
  return {
    ...CONNECT_OPTIONS,
    ...trusted,
    ...(proxy === null ? {} : { agent: agentThrough(proxy) }),
  };
}

/** Dials by the route of the last ticket: the network may be another one when a session is resumed. */
export class RoutedDialer {
  private _route: Route = { proxy: null, ca: null };

  /** Takes the route of a ticket that main has given; null is none, as for a session that is over. */
  public follow(ticket: Route | null): void {
    if (ticket) this._route = { proxy: ticket.proxy, ca: ticket.ca };
  }

  public readonly dial: DialSocket = (url, headers, handlers) =>
    webSocketDialer(socketOptions(this._route))(url, headers, handlers);
}
