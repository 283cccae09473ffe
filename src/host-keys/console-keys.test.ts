import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeHostKey, type MadeHostKey } from '../../test/support/host-keys.js';
import { consoleFingerprints, consoleVerdict } from './console-keys.js';

let folder: string;
let ed25519: MadeHostKey;
let ecdsa: MadeHostKey;
let other: MadeHostKey;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-console-'));
  ed25519 = makeHostKey(folder, 'ed25519', 'ed25519');
  ecdsa = makeHostKey(folder, 'ecdsa', 'ecdsa');
  other = makeHostKey(folder, 'other', 'ed25519');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const block = (name: string, lines: string[], prefix = ''): string =>
  [`-----BEGIN SSH HOST KEY ${name}-----`, ...lines, `-----END SSH HOST KEY ${name}-----`]
    .map((line) => `${prefix}${line}\r\n`)
    .join('');
const fingerprints = (keys: MadeHostKey[], prefix = '<14>cloud-init: ') =>
  block(
    'FINGERPRINTS',
    keys.map(({ lines }) => lines.sha256),
    prefix,
  );
const verdict = (text: string, key: MadeHostKey) => consoleVerdict(consoleFingerprints(text), key.blob);

describe('what an instance has printed to its console', () => {
  it.each([
    ['cloud-init today', '<14>cloud-init: '],
    ['cloud-init with the time', '<14>May  4 10:33:53 cloud-init: '],
    ['Amazon Linux', 'ec2: '],
    ['syslog on the console', '[   14.213370] cloud-init[1604]: '],
    ['an image that prints bare lines', ''],
  ])('lists fingerprints, as of %s', (_what, prefix) => {
    const text = `Linux version 6.1\r\n${fingerprints([ed25519, ecdsa], prefix)}login: `;
    expect(consoleFingerprints(text)).toEqual([ed25519.sha256, ecdsa.sha256]);
    expect(verdict(text, ecdsa)).toBe('listed');
    expect(verdict(text, other)).toBe('others');
  });

  it('lists MD5 fingerprints, with and without their name, and not those of DSA keys', () => {
    const dsa = '1024 65:d8:d8:bd:09:25:00:e8:74:86:5d:2c:47:b7:9c:97  root@ip-172-31-70-225 (DSA)';
    const old = ed25519.lines.md5.replace('MD5:', '').replace(' root', '  root');
    const text = block('FINGERPRINTS', [dsa, old, ecdsa.lines.md5], 'ec2: ');
    expect(consoleFingerprints(text)).toHaveLength(2);
    expect(verdict(text, ed25519)).toBe('listed');
    expect(verdict(text, ecdsa)).toBe('listed');
    expect(verdict(text, other)).toBe('others');
    expect(verdict(block('FINGERPRINTS', [dsa]), ed25519)).toBe('unknown');
  });

  it('lists whole keys, also where the fingerprints are cut off', () => {
    const keys = block('KEYS', [`${ed25519.type} ${ed25519.blob} root@node`]);
    expect(verdict(keys, ed25519)).toBe('listed');
    expect(verdict(`-----END SSH HOST KEY FINGERPRINTS-----\n${keys}`, other)).toBe('others');
  });

  it('counts by its latest boot', () => {
    const first = fingerprints([other]) + block('KEYS', [`${other.type} ${other.blob}`]);
    const text = first + fingerprints([ed25519]);
    expect(verdict(text, ed25519)).toBe('listed');
    expect(verdict(text, other)).toBe('others');
  });

  it('says nothing while the latest block is not complete, or there is none', () => {
    const whole = fingerprints([other]);
    const begun = fingerprints([ed25519]).slice(0, -30);
    expect(verdict(whole + begun, ed25519)).toBe('unknown');
    expect(verdict(whole + begun, other)).toBe('unknown');
    expect(verdict('', other)).toBe('unknown');
    expect(verdict(`login: ${ed25519.lines.sha256}`, ed25519)).toBe('unknown');
  });
});
