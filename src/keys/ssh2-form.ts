import { createPublicKey, randomBytes, type KeyObject } from 'node:crypto';
import { sshString, sshUint32 } from '../ssh/wire.js';

/** How the body of an OpenSSH private key begins (OpenSSH's PROTOCOL.key). */
export const OPENSSH_MAGIC = 'openssh-key-v1\0';

/** Writes an Ed25519 key as an OpenSSH private key, the one form of it that ssh2 reads. */
function ed25519AsOpenSsh(seed: Buffer, publicKey: Buffer): string {
  const type = 'ssh-ed25519';
  const blob = Buffer.concat([sshString(type), sshString(publicKey)]);
  // The same number twice: that is how a reader knows that it decrypted well (PROTOCOL.key of OpenSSH).
  const check = randomBytes(4);
  const secret = Buffer.concat([
    check,
    check,
    sshString(type),
    sshString(publicKey),
    sshString(Buffer.concat([seed, publicKey])),
    sshString(''),
  ]);
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7]).subarray(0, (8 - (secret.length % 8)) % 8);
  const body = Buffer.concat([
    Buffer.from(OPENSSH_MAGIC, 'latin1'),
    sshString('none'),
    sshString('none'),
    sshString(''),
    sshUint32(1),
    sshString(blob),
    sshString(Buffer.concat([secret, padding])),
  ]);
  const base64 = body.toString('base64').replace(/.{70}/g, '$&\n').trimEnd();
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${base64}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

/** Writes a private key in the form of its type that ssh2 reads, unencrypted; null for types that SSH does not use. */
export function ssh2Form(key: KeyObject): string | null {
  if (key.asymmetricKeyType === 'rsa') return key.export({ type: 'pkcs1', format: 'pem' }).toString();
  if (key.asymmetricKeyType === 'ec') return key.export({ type: 'sec1', format: 'pem' }).toString();
  if (key.asymmetricKeyType !== 'ed25519') return null;
  // Both DER forms end in the 32 bytes themselves (RFC 8410).
  const seed = key.export({ type: 'pkcs8', format: 'der' }).subarray(-32);
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(-32);
  return ed25519AsOpenSsh(seed, publicKey);
}
