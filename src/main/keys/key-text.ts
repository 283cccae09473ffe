import type { KeyFile } from '../../shared/contract/index.js';

/** What a file's text turns out to be. */
export type KeyText =
  | {
      readonly kind: 'private';
      readonly format: KeyFile['format'];
      readonly label: string;
      readonly block: string;
    }
  | { readonly kind: 'public' | 'certificate' | 'other' };

const PRIVATE_BLOCK = /-----BEGIN ((?:[A-Z0-9]+ )*PRIVATE KEY)-----[\s\S]*?-----END \1-----/;
const FORMATS: Readonly<Record<string, KeyFile['format']>> = {
  'OPENSSH PRIVATE KEY': 'OpenSSH',
  'RSA PRIVATE KEY': 'PKCS#1',
  // Not PKCS#1 by name, but its sibling in the same envelope.
  'DSA PRIVATE KEY': 'PKCS#1',
  'EC PRIVATE KEY': 'SEC1',
  'PRIVATE KEY': 'PKCS#8',
  'ENCRYPTED PRIVATE KEY': 'PKCS#8',
};
const PUBLIC =
  /^(ssh-|ecdsa-sha2-|sk-)\S+ AAAA|-----BEGIN (RSA |EC |DSA )?PUBLIC KEY-----|---- BEGIN SSH2 PUBLIC KEY ----/m;
const CERTIFICATE =
  /^\S+-cert-v01@openssh\.com AAAA|-----BEGIN ((X509 |TRUSTED )?CERTIFICATE|CERTIFICATE REQUEST)-----/m;

/**
 * Tells a private key and its format from what is picked by mistake for one. A private key counts wherever it stands
 * in the file, since some tools put a certificate or EC parameters before it. Line ends become \n.
 */
export function readKeyText(content: string): KeyText {
  const text = content
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .trim();
  if (/^PuTTY-User-Key-File-\d: /.test(text)) {
    return { kind: 'private', format: 'PPK', label: 'PPK', block: `${text}\n` };
  }
  const block = PRIVATE_BLOCK.exec(text);
  const label = block?.[1];
  const format = label === undefined ? undefined : FORMATS[label];
  if (block && label !== undefined && format !== undefined) {
    return { kind: 'private', format, label, block: `${block[0]}\n` };
  }
  if (CERTIFICATE.test(text)) return { kind: 'certificate' };
  return { kind: PUBLIC.test(text) ? 'public' : 'other' };
}
