import ssh2, { type Client, type ParsedKey } from 'ssh2';
import protocolUtils from 'ssh2/lib/protocol/utils.js';
import { isCertificate, plainType } from '../../ssh/certificate.js';
import { sshString } from '../../ssh/wire.js';
import type { Signer } from './signer.js';

/** SSH_MSG_USERAUTH_REQUEST (RFC 4252, section 6). */
const USERAUTH_REQUEST = 50;

/**
 * The part of ssh2 1.17 that has no public door. ssh2 itself can neither offer a certificate (it writes the
 * certificate's algorithm into the signature, where the plain key's belongs) nor tell a partial success from a refusal
 * after a key of an agent, and it asks the server about each key before it signs, which costs a round trip. package.json
 * pins its version, and the tests sign in to a real server by each of these ways.
 */
interface Ssh2Protocol {
  authPK(user: string, key: unknown, algorithm?: string, sign?: unknown): void;
  readonly _kex: { readonly sessionID: Buffer };
  readonly _authsQueue: string[];
  readonly _packetRW: {
    readonly write: {
      readonly allocStart: number;
      alloc(length: number): Buffer;
      finalize(packet: Buffer): Buffer;
    };
  };
}

const SIGNER = Symbol('signer');

/** Any public key will do: ssh2 looks at its shape only, see `keyFor`. */
const SHAPE = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f';

/** A key for ssh2's `publickey` method that stands for a signer. */
export function keyFor(signer: Signer): ParsedKey {
  const shape = ssh2.utils.parseKey(SHAPE) as ParsedKey;
  // What ssh2 does with it is to choose among RSA's algorithms by the plain type `ssh-rsa`. A certificate's has the
  // algorithm in its name (OpenSSH's PROTOCOL.certkeys), and servers without SHA-2 are older than most certificates.
  const isRsaCertificate = signer.type === 'ssh-rsa-cert-v01@openssh.com';
  const type = isRsaCertificate ? 'rsa-sha2-512-cert-v01@openssh.com' : signer.type;
  return Object.create(shape, {
    type: { value: type },
    getPublicSSH: { value: () => signer.blob },
    isPrivateKey: { value: () => true },
    [SIGNER]: { value: signer },
  }) as ParsedKey;
}

/**
 * Makes a client's requests for public-key authentication ours: signed by the key's signer, certificates included, and
 * at once where signing troubles nobody.
 *
 * @param client one whose `connect` has been called
 * @param failed hears of a signer that could not or would not sign; no request is sent then
 */
export function takeOverPublicKeyRequests(client: Client, failed: (error: unknown) => void): void {
  const protocol = (client as unknown as { _protocol: Ssh2Protocol })._protocol;
  const askFirst = protocol.authPK.bind(protocol);
  protocol.authPK = (user, key, algorithm, sign) => {
    const { [SIGNER]: signer, type } = key as { [SIGNER]: Signer; type: string };
    const name = algorithm ?? type;
    if (sign === undefined && signer.mayAsk) {
      askFirst(user, key, algorithm);
      return;
    }
    const request = Buffer.concat([
      Buffer.from([USERAUTH_REQUEST]),
      sshString(user),
      sshString('ssh-connection'),
      sshString('publickey'),
      Buffer.from([1]),
      sshString(name),
      sshString(signer.blob),
    ]);
    const data = Buffer.concat([sshString(protocol._kex.sessionID), request]);
    const signing = signer.sign(data, isCertificate(name) ? plainType(name) : name);
    signing.then((signature) => send(protocol, Buffer.concat([request, sshString(signature)]))).catch(failed);
  };
}

function send(protocol: Ssh2Protocol, payload: Buffer): void {
  const { write } = protocol._packetRW;
  const packet = write.alloc(payload.length);
  packet.set(payload, write.allocStart);
  // For ssh2 to know what the next answer is about.
  protocol._authsQueue.push('publickey');
  protocolUtils.sendPacket(protocol, write.finalize(packet));
}
