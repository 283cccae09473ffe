import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { CONNECT_TIMEOUT_MS, REQUEST_TIMEOUT_MS } from '../time-out.js';
import { CONNECT_OPTIONS } from '../../network/connect-options.js';
import { trust } from '../../network/trust.js';

/** A proxy opens a connection in turn, with its own look-up of the name. */
const PROXY_TIMEOUT_MS = 2 * CONNECT_TIMEOUT_MS;

const TIMEOUTS = { requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true };
const POOL = { keepAlive: true, maxSockets: 50, ...CONNECT_OPTIONS };

type Handle = NodeHttpHandler['handle'];

/** The way of the SDK's clients to AWS: each request directly or through the proxy that is right for its host. */
export class NetworkHandler extends NodeHttpHandler {
  private readonly tunnels = new Map<string, NodeHttpHandler>();
  private secure: NodeHttpHandler | undefined;

  /** @param ca certificates (PEM) to trust beside the usual ones */
  public constructor(
    private readonly proxyFor: (url: URL) => Promise<URL | null>,
    private readonly ca: readonly string[] | null,
  ) {
    super({ ...TIMEOUTS, connectionTimeout: CONNECT_TIMEOUT_MS, httpAgent: new HttpAgent(POOL) });
  }

  public override async handle(...[request, options]: Parameters<Handle>): ReturnType<Handle> {
    const { protocol, hostname, port, path } = request;
    const place = port === undefined ? hostname : `${hostname}:${port}`;
    const proxy = await this.proxyFor(new URL(`${protocol}//${place}${path}`));
    if (proxy !== null) return (await this.tunnel(proxy)).handle(request, options);
    return protocol === 'https:' ? this.direct().handle(request, options) : super.handle(request, options);
  }

  public override destroy(): void {
    super.destroy();
    this.secure?.destroy();
    for (const tunnel of this.tunnels.values()) tunnel.destroy();
  }

  /** Without a proxy, over TLS. */
  private direct(): NodeHttpHandler {
    if (this.secure) return this.secure;
    const secureContext = trust(this.ca);
    this.secure = new NodeHttpHandler({
      ...TIMEOUTS,
      connectionTimeout: CONNECT_TIMEOUT_MS,
      httpsAgent: new HttpsAgent(secureContext ? { ...POOL, secureContext } : POOL),
    });
    return this.secure;
  }

  /** Through a proxy; what that takes is loaded when there is one. */
  private async tunnel(proxy: URL): Promise<NodeHttpHandler> {
    const { TunnelAgent } = await import('../../network/tunnel-agent.js');
    const known = this.tunnels.get(proxy.href);
    if (known) return known;
    const agent = new TunnelAgent(proxy, {
      secureContext: trust(this.ca),
      timeoutMs: PROXY_TIMEOUT_MS,
    });
    const handler = new NodeHttpHandler({
      ...TIMEOUTS,
      // The agent itself bounds the proxy's part.
      connectionTimeout: PROXY_TIMEOUT_MS + CONNECT_TIMEOUT_MS,
      httpAgent: agent,
      httpsAgent: agent as unknown as HttpsAgent,
    });
    this.tunnels.set(proxy.href, handler);
    return handler;
  }
}
