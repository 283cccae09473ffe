import { readBundle, type CertificateBundle } from './certificates.js';
import { chooseProxy } from './proxy-choice.js';
import { NetworkHandler } from './request-handler.js';

/** What the settings say about the network. */
export interface NetworkSettings {
  readonly proxy: string;
  readonly caBundle: string | null;
}

interface NetworkParts {
  readonly env: NodeJS.ProcessEnv;
  readonly settings?: () => NetworkSettings;
  /** Electron's `session.resolveProxy`, which knows the system's settings and its PAC file. */
  readonly resolveSystem?: (url: string) => Promise<string>;
}

/** The one place that knows how to reach the outside: through which proxy, and trusting whom. */
export class Network {
  private readonly settings: () => NetworkSettings;

  public constructor(private readonly parts: NetworkParts) {
    this.settings = parts.settings ?? (() => ({ proxy: 'system', caBundle: null }));
  }

  /** The proxy for an address, null for none. @throws ProblemError `aws.proxy` */
  public proxyFor(url: URL): Promise<URL | null> {
    const { env, resolveSystem = null } = this.parts;
    return chooseProxy(url, { setting: this.settings().proxy, env, resolveSystem });
  }

  /**
   * The certificates (PEM) to trust beside the usual ones: those of the settings, of AWS_CA_BUNDLE or else the
   * profile's `ca_bundle`, and of NODE_EXTRA_CA_CERTS. Null where none is named.
   *
   * @throws ProblemError `aws.ca-bundle`
   */
  public async certificates(profileBundle: string | null): Promise<string[] | null> {
    const { AWS_CA_BUNDLE, NODE_EXTRA_CA_CERTS } = this.parts.env;
    const named: [string, string | null | undefined][] = [
      ['network.caBundle', this.settings().caBundle],
      AWS_CA_BUNDLE ? ['AWS_CA_BUNDLE', AWS_CA_BUNDLE] : ['ca_bundle', profileBundle],
      ['NODE_EXTRA_CA_CERTS', NODE_EXTRA_CA_CERTS],
    ];
    const bundles = named.flatMap(([from, path]): CertificateBundle[] => (path ? [{ from, path }] : []));
    if (bundles.length === 0) return null;
    return [...new Set((await Promise.all(bundles.map((bundle) => readBundle(bundle)))).flat())];
  }

  /** The way of the SDK's clients to AWS. */
  public handler(ca: readonly string[] | null): NetworkHandler {
    return new NetworkHandler((url) => this.proxyFor(url), ca);
  }
}
