import type { Client } from 'ssh2';
import constants from 'ssh2/lib/protocol/constants.js';
import { CERTIFICATE_SUFFIX, isCertificate, plainType, readCertificate } from '../../ssh/certificate.js';
import { blobType } from '../../ssh/public-key.js';

/** A key exchange of ssh2 1.17 (lib/protocol/kex.js), as far as this leans on it. */
interface KeyExchange {
  readonly negotiated: { serverHostKey: string };
  /** The key or certificate that the server showed. */
  _hostKey: Buffer;
  getPublicKey(): Buffer;
  finish(...args: unknown[]): unknown;
}

for (const algorithm of [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
])
  constants.SUPPORTED_SERVER_HOST_KEY.push(algorithm + CERTIFICATE_SUFFIX);

/**
 * Lets a client take host certificates, which ssh2 1.17 has no door for: it would look for the certificate's name in the
 * server's signature, where the plain key's belongs, and cannot read the key in a certificate. Whether a certificate is
 * right is for the client's `hostVerifier`, which gets it whole. Should ssh2 come to do these steps in another order,
 * key exchanges fail; none succeeds that should not.
 *
 * @param client one whose `connect` has been called
 */
export function acceptHostCertificates(client: Client): void {
  const protocol = (client as unknown as { _protocol: { _kex: KeyExchange | undefined } })._protocol;
  let current = protocol._kex;
  // Each exchange, those under way later as well, is one of its own.
  Object.defineProperty(protocol, '_kex', {
    get: () => current,
    set: (exchange: KeyExchange) => {
      current = exchange;
      if (isCertificate(exchange.negotiated.serverHostKey)) takeCertificate(exchange);
    },
  });
}

function takeCertificate(exchange: KeyExchange): void {
  const { negotiated } = exchange;
  const algorithm = negotiated.serverHostKey;
  // What the server shows is compared with this: an RSA certificate has one name, its signatures have several.
  if (algorithm.startsWith('rsa-sha2-')) negotiated.serverHostKey = `ssh-rsa${CERTIFICATE_SUFFIX}`;
  const finish = exchange.finish.bind(exchange);
  exchange.finish = (...args) => {
    const certificate = exchange._hostKey;
    if (!isCertificate(blobType(certificate))) return finish(...args);
    // From here on it names the signature.
    negotiated.serverHostKey = plainType(algorithm);
    const getPublicKey = exchange.getPublicKey.bind(exchange);
    // The certificate has gone into the hash when this is asked for; afterwards it is the key to verify with.
    exchange.getPublicKey = () => {
      exchange._hostKey = readCertificate(certificate).publicKey;
      return getPublicKey();
    };
    return finish(...args);
  };
}
