import { execFile } from 'node:child_process';
import { createHash, createPrivateKey } from 'node:crypto';
import { chmod, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { SimulatedKeyPair } from './node.js';

const run = promisify(execFile);

/** Makes a key pair with the system's ssh-keygen; returns the public key's line. */
export async function generateKey(
  file: string,
  type: 'ed25519' | 'ecdsa' | 'rsa',
  options: { comment?: string; bits?: number; pem?: boolean } = {},
): Promise<string> {
  const { comment = '', bits, pem = false } = options;
  await run('ssh-keygen', [
    ...['-q', '-t', type, '-N', '', '-C', comment, '-f', file],
    ...(bits === undefined ? [] : ['-b', String(bits)]),
    ...(pem ? ['-m', 'PEM'] : []),
  ]);
  await chmod(file, 0o600);
  return (await readFile(`${file}.pub`, 'utf8')).trim();
}

/** SHA-256 fingerprint of a public key line, as OpenSSH shows it. */
export function sha256Fingerprint(publicKey: string): string {
  const blob = Buffer.from(publicKey.split(' ')[1] ?? '', 'base64');
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

/** An EC2 key pair with its private key file. */
export interface DemoKeyPair extends SimulatedKeyPair {
  publicKey: string;
  privateKeyFile: string;
}

/** An ed25519 key pair in OpenSSH format; EC2's fingerprint for these is SHA-256 (EC2 user guide, verify-keys). */
export async function ed25519KeyPair(keyPairName: string, directory: string): Promise<DemoKeyPair> {
  const privateKeyFile = `${directory}/${keyPairName}`;
  const publicKey = await generateKey(privateKeyFile, 'ed25519', { comment: keyPairName });
  const fingerprint = `${sha256Fingerprint(publicKey).slice('SHA256:'.length)}=`;
  return { keyPairName, keyType: 'ed25519', fingerprint, publicKey, privateKeyFile };
}

/** An RSA-2048 key pair in PEM, as EC2 makes them: its fingerprint is the SHA-1 of the PKCS#8 private key. */
export async function rsaKeyPair(keyPairName: string, directory: string): Promise<DemoKeyPair> {
  const privateKeyFile = `${directory}/${keyPairName}.pem`;
  const publicKey = await generateKey(privateKeyFile, 'rsa', { bits: 2048, pem: true, comment: keyPairName });
  const key = createPrivateKey(await readFile(privateKeyFile));
  const digest = createHash('sha1')
    .update(key.export({ type: 'pkcs8', format: 'der' }))
    .digest('hex');
  const fingerprint = digest.match(/../g)?.join(':') ?? '';
  return { keyPairName, keyType: 'rsa', fingerprint, publicKey, privateKeyFile };
}
