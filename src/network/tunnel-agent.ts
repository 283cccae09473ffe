import type { SecureContext } from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { CONNECT_OPTIONS } from './connect-options.js';

/** A proxy that did not open the way. Its address is without what stands for user and password. */
export class ProxyError extends Error {
  public override readonly name = 'ProxyError';

  public constructor(
    /** Host and port of the proxy. */
    public readonly host: string,
    message: string,
  ) {
    super(message);
  }
}

type Connect = HttpsProxyAgent<string>['connect'];

export interface TunnelOptions {
  readonly secureContext: SecureContext | undefined;
  /** How long the proxy may take to open the way. */
  readonly timeoutMs: number;
}

/** Basic authentication from an address's user info, and the address without it. */
function withoutUser(proxy: URL): { url: URL; headers: Record<string, string> } {
  const url = new URL(proxy);
  url.username = url.password = '';
  if (proxy.username === '' && proxy.password === '') return { url, headers: {} };
  const decode = (text: string): string => {
    try {
      return decodeURIComponent(text);
    } catch {
      // A lone percent sign that somebody did not encode.
      return text;
    }
  };
  const user = Buffer.from(`${decode(proxy.username)}:${decode(proxy.password)}`).toString('base64');
  return { url, headers: { 'Proxy-Authorization': `Basic ${user}` } };
}

/** An agent whose connections lead through a proxy (CONNECT), and whose failures tell the proxy's from the target's. */
export class TunnelAgent extends HttpsProxyAgent<string> {
  private readonly options_: TunnelOptions;

  public constructor(proxy: URL, options: TunnelOptions) {
    // Without user info: the base class puts its address into debug output.
    const { url, headers } = withoutUser(proxy);
    super(url, { keepAlive: true, maxSockets: 50, headers, ...CONNECT_OPTIONS });
    this.options_ = options;
  }

  public override async connect(...[request, target]: Parameters<Connect>): ReturnType<Connect> {
    const { secureContext, timeoutMs } = this.options_;
    const { host } = this.proxy;
    let status: { statusCode: number; statusText: string } | undefined;
    request.once('proxyConnect', (answer: typeof status) => (status = answer));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      const message = `The proxy ${host} has not opened a connection within ${timeoutMs / 1000} s`;
      timer = setTimeout(() => reject(new ProxyError(host, message)), timeoutMs);
    });
    const through = target.secureEndpoint && secureContext ? { ...target, secureContext } : target;
    const opening = super.connect(request, through);
    // One that comes too late is of no use to anybody.
    const drop = () => void opening.then((socket) => socket.destroy()).catch(() => undefined);
    try {
      const socket = await Promise.race([opening, late]);
      // The base class would pass the proxy's answer off as the target's.
      if (status?.statusCode === 200) return socket;
      throw new ProxyError(
        host,
        status?.statusCode === 407
          ? `The proxy ${host} asks for another user name and password (407 ${status.statusText})`
          : `The proxy ${host} answered ${status?.statusCode ?? '?'} ${status?.statusText ?? ''}`.trim(),
      );
    } catch (error) {
      drop();
      throw error instanceof ProxyError
        ? error
        : new ProxyError(host, `The proxy ${host} cannot be used: ${(error as Error).message}`);
    } finally {
      clearTimeout(timer);
    }
  }
}
