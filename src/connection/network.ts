import type { ClientOptions } from 'ws';
import { CONNECT_OPTIONS } from '../network/connect-options.js';
import { trust } from '../network/trust.js';
import type { TunnelAgent } from '../network/tunnel-agent.js';
import { webSocketDialer, type DialSocket } from '../session-manager/index.js';
import type { SessionTicket } from '../shared/contract/index.js';

/** How main says that the gateway is to be reached. */
export type Route = Pick<SessionTicket, 'proxy' | 'ca'>;

/** Less than the WebSocket's own limit of 15 s, so that the proxy is named when it is the proxy that is slow. */
const PROXY_TIMEOUT_MS = 12_000;

/** The options of the WebSocket for a route: its proxy, and whom to trust beside the usual roots. */
function socketOptions({ proxy, ca }: Route, url: string, Agent: typeof TunnelAgent | null): ClientOptions {
  const secureContext = url.startsWith('wss:') || proxy?.startsWith('https:') ? trust(ca) : undefined;
  return {
    ...CONNECT_OPTIONS,
    ...(secureContext ? { secureContext } : {}),
    ...(proxy === null || Agent === null
      ? {}
      : { agent: new Agent(new URL(proxy), { secureContext, timeoutMs: PROXY_TIMEOUT_MS }) }),
  };
}

/** Dials by the route of the last ticket: the network may be another one when a session is resumed. */
export class RoutedDialer {
  private route: Route = { proxy: null, ca: null };
  /** Loaded with the first proxy: without one it would only cost time before the first byte. */
  private agent: typeof TunnelAgent | null = null;

  /** Takes the route of a ticket that main has given; null is none, as for a session that is over. */
  public async follow(ticket: Route | null): Promise<void> {
    if (!ticket) return;
    if (ticket.proxy !== null) this.agent ??= (await import('../network/tunnel-agent.js')).TunnelAgent;
    this.route = { proxy: ticket.proxy, ca: ticket.ca };
  }

  public readonly dial: DialSocket = (url, headers, handlers) =>
    webSocketDialer(socketOptions(this.route, url, this.agent))(url, headers, handlers);
}
