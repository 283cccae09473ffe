import { createHash } from 'node:crypto';
import { fingerprintOf } from '../ssh/public-key.js';

/** Whether the console lists a key, lists others only, or says nothing that could be compared. */
export type ConsoleVerdict = 'listed' | 'others' | 'unknown';

/** Fingerprints as `ssh-keygen -l` prints them: bits, SHA-256 or (older) MD5, comment, type. */
const FINGERPRINT =
  /\b\d+ (SHA256:[A-Za-z0-9+/]{43}|(?:MD5:)?[0-9a-f]{2}(?::[0-9a-f]{2}){15})\s.*\(([A-Z0-9-]+)\)\s*$/;
const PUBLIC_KEY = /\b(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)) (AAAA[A-Za-z0-9+/]+=*)/;

/**
 * The host keys that an instance has printed to its console, as fingerprints ("SHA256:…", or "MD5:…" from images of
 * before 2017). cloud-init's cc_keys_to_console prints them at the first boot, other images at each: the latest block
 * counts. One that is not complete says nothing: the rest may be still to come.
 *
 * DSA keys are left out: no server shows them to us.
 *
 * @param text what GetConsoleOutput gives, decoded
 */
export function consoleFingerprints(text: string): string[] {
  const fingerprints = latestBlock(text, 'FINGERPRINTS');
  const keys = latestBlock(text, 'KEYS');
  if (fingerprints === 'incomplete' || keys === 'incomplete') return [];
  const found = new Set<string>();
  for (const line of fingerprints?.lines ?? []) {
    const [, fingerprint, type] = FINGERPRINT.exec(line) ?? [];
    if (fingerprint === undefined || type === 'DSA') continue;
    found.add(/^(SHA256|MD5):/.test(fingerprint) ? fingerprint : `MD5:${fingerprint}`);
  }
  // The keys come after the fingerprints of the same boot; before the latest, they are of an earlier one.
  if (keys !== null && keys.begin > (fingerprints?.begin ?? -1)) {
    for (const line of keys.lines) {
      const [, , blob] = PUBLIC_KEY.exec(line) ?? [];
      if (blob !== undefined) found.add(fingerprintOf(Buffer.from(blob, 'base64')));
    }
  }
  return [...found];
}

/** Compares a key with what the console lists. */
export function consoleVerdict(listed: readonly string[], blob: string): ConsoleVerdict {
  if (listed.length === 0) return 'unknown';
  const key = Buffer.from(blob, 'base64');
  const mine = [fingerprintOf(key), md5Of(key)];
  return listed.some((fingerprint) => mine.includes(fingerprint)) ? 'listed' : 'others';
}

/** "MD5:" and pairs of hex digits, as older ssh-keygen printed fingerprints. */
const md5Of = (key: Buffer): string =>
  `MD5:${createHash('md5')
    .update(key)
    .digest('hex')
    .replace(/..(?!$)/g, '$&:')}`;

function latestBlock(
  text: string,
  name: 'FINGERPRINTS' | 'KEYS',
): { readonly begin: number; readonly lines: readonly string[] } | 'incomplete' | null {
  const begin = text.lastIndexOf(`-----BEGIN SSH HOST KEY ${name}-----`);
  if (begin === -1) return null;
  const end = text.indexOf(`-----END SSH HOST KEY ${name}-----`, begin);
  return end === -1 ? 'incomplete' : { begin, lines: text.slice(begin, end).split(/\r?\n/) };
}
