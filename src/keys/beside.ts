import { readUserCertificate, type UserCertificate } from './certificate.js';
import { readKeyFile } from './file-bytes.js';
import { readPublicLine, type PublicLine } from './public-line.js';

async function lineAt(path: string): Promise<PublicLine | null> {
  try {
    const { bytes } = await readKeyFile(path);
    return readPublicLine(bytes.toString('utf8'));
  } catch {
    return null;
  }
}

/** The public key in `<key>.pub`, if there is one. What it says is not proven until the private key is unlocked. */
export async function publicKeyBeside(path: string): Promise<PublicLine | null> {
  const line = await lineAt(`${path}.pub`);
  return line === null || line.type.includes('-cert-') ? null : line;
}

/** The user certificate in `<key>-cert.pub`, where ssh looks for it; null when there is none for this key. */
export async function certificateBeside(
  path: string,
  publicKey: Buffer | null,
): Promise<UserCertificate | null> {
  const line = await lineAt(`${path}-cert.pub`);
  if (line === null) return null;
  try {
    const certificate = readUserCertificate(line.blob);
    return publicKey !== null && !certificate.publicKey.equals(publicKey) ? null : certificate;
  } catch {
    return null;
  }
}
