import type { KeyFile } from '../shared/contract/index.js';

/** A private key's text. */
export interface PrivateText {
  readonly kind: 'private';
  readonly format: KeyFile['format'];
  readonly label: string;
  /** The key's own block, with \n as line ends. */
  readonly block: string;
  /** How bytes became the block, for PuTTY's checksum, which is over bytes. */
  readonly encoding: TextEncoding;
}

/** What a file's text turns out to be. */
export type KeyText =
  PrivateText | { readonly kind: 'public' | 'certificate' | 'gpg' | 'shortcut' | 'other' | 'empty' };

type TextEncoding = 'utf8' | 'latin1' | 'utf16le';

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
const PPK_FORMATS: Readonly<Record<string, KeyFile['format']>> = { '2': 'PPK v2', '3': 'PPK v3' };
const PUBLIC =
  /^(ssh-|ecdsa-sha2-|sk-)\S+ AAAA|-----BEGIN (RSA |EC |DSA )?PUBLIC KEY-----|---- BEGIN SSH2 PUBLIC KEY ----/m;
const CERTIFICATE =
  /^\S+-cert-v01@openssh\.com AAAA|-----BEGIN ((X509 |TRUSTED )?CERTIFICATE|CERTIFICATE REQUEST|PKCS7)-----/m;
const GPG = /-----BEGIN PGP (PRIVATE|PUBLIC) KEY BLOCK-----/;
/** How a Windows shortcut (.lnk) begins: its size, and the first bytes of its class id ([MS-SHLLINK] 2.1). */
const SHORTCUT = Buffer.from([0x4c, 0, 0, 0, 0x01, 0x14, 0x02, 0]);

/** Windows' Notepad writes UTF-8 and UTF-16 with a byte-order mark, PowerShell's `>` UTF-16. */
function decode(bytes: Buffer): { text: string; encoding: TextEncoding } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { text: bytes.toString('utf16le', 2), encoding: 'utf16le' };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const even = Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)));
    return { text: even.swap16().toString('utf16le'), encoding: 'utf16le' };
  }
  const text = bytes.toString('utf8');
  // A comment in a Windows code page is no UTF-8; all else in a key file is ASCII.
  if (text.includes('\uFFFD')) return { text: bytes.toString('latin1'), encoding: 'latin1' };
  return { text: text.replace(/^\uFEFF/, ''), encoding: 'utf8' };
}

/**
 * Tells a private key and its format from what is picked by mistake for one. A private key counts wherever it stands
 * in the file, since some tools put a certificate or EC parameters before it.
 */
export function readKeyText(bytes: Buffer): KeyText {
  if (bytes.subarray(0, SHORTCUT.length).equals(SHORTCUT)) return { kind: 'shortcut' };
  const { text: raw, encoding } = decode(bytes);
  const text = raw.replace(/\r\n?/g, '\n').trim();
  if (text === '') return { kind: 'empty' };
  const version = /^PuTTY-User-Key-File-(\d): /.exec(text)?.[1];
  if (version !== undefined) {
    const format = PPK_FORMATS[version];
    if (format === undefined) return { kind: 'other' };
    return { kind: 'private', format, label: 'PPK', block: `${text}\n`, encoding };
  }
  const block = PRIVATE_BLOCK.exec(text);
  const label = block?.[1];
  const format = label === undefined ? undefined : FORMATS[label];
  if (block && label !== undefined && format !== undefined) {
    return { kind: 'private', format, label, block: `${block[0]}\n`, encoding };
  }
  if (GPG.test(text)) return { kind: 'gpg' };
  if (CERTIFICATE.test(text)) return { kind: 'certificate' };
  return { kind: PUBLIC.test(text) ? 'public' : 'other' };
}
