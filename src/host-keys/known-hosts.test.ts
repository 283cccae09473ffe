import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeHostKey, type MadeHostKey } from '../../test/support/host-keys.js';
import { formatKnownHost, isAboutHost, parseKnownHost } from './known-hosts.js';

let folder: string;
let key: MadeHostKey;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-known-hosts-'));
  key = makeHostKey(folder, 'key', 'ed25519');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the real ssh-keygen finds. */
function keygenFinds(name: string, text: string): boolean {
  const file = join(folder, 'asked');
  writeFileSync(file, text);
  return spawnSync('ssh-keygen', ['-F', name, '-f', file]).status === 0;
}

const weFind = (name: string, text: string): boolean =>
  text.split('\n').some((line) => {
    const entry = parseKnownHost(line);
    return entry !== null && isAboutHost(entry, name);
  });

const NAMES = ['i-0abc', 'I-0ABC', 'i-0abcd', 'mi-0abc', '[i-0abc]:2222', '[i-0abc]:22', 'web', '10.0.0.1'];
const LISTS = [
  'i-0abc',
  'web,i-0abc,10.0.0.1',
  'i-*',
  '*',
  'i-0ab?',
  '*,!i-0abc',
  '!i-0abc,*',
  '!i-0abc',
  'I-0ABC',
  '[i-0abc]:2222',
  '[i-*]:2222',
  '[*]:22*',
  'i.0abc',
];

describe('an entry of a known_hosts file', () => {
  it.each(LISTS)('for %s is about the names that ssh-keygen finds it for', (list) => {
    const text = `${list} ${key.type} ${key.blob}\n`;
    for (const name of NAMES) expect([name, weFind(name, text)]).toEqual([name, keygenFinds(name, text)]);
  });

  it('that ssh-keygen has hashed is about the same names, and no others', () => {
    const file = join(folder, 'hashed');
    writeFileSync(file, `i-0abc,[i-0abc]:2222,web ${key.type} ${key.blob}\n`);
    execFileSync('ssh-keygen', ['-H', '-f', file], { stdio: 'ignore' });
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain('i-0abc');
    expect(NAMES.filter((name) => weFind(name, text))).toEqual(
      NAMES.filter((name) => keygenFinds(name, text)),
    );
    expect(weFind('i-0abc', text)).toBe(true);
  });

  it('keeps its marker, names and comment, and is written as it was read', () => {
    const line = `@revoked i-*,!i-0abc ${key.type} ${key.blob} lost in 2025`;
    const entry = parseKnownHost(line);
    expect(entry).toEqual({
      marker: 'revoked',
      hosts: ['i-*', '!i-0abc'],
      type: key.type,
      blob: key.blob,
      comment: 'lost in 2025',
    });
    expect(formatKnownHost(entry!)).toBe(line);
    expect(parseKnownHost(`@cert-authority * ${key.type} ${key.blob}\r`)?.marker).toBe('cert-authority');
  });

  it('is none where a line is a comment, empty, damaged, or names another type than its key has', () => {
    for (const line of [
      '',
      '# comment',
      'i-0abc',
      `i-0abc ${key.type}`,
      `i-0abc ${key.type} AAAA`,
      `i-0abc ssh-rsa ${key.blob}`,
      `@unknown i-0abc ${key.type} ${key.blob}`,
      'i-0abc 1024 35 1234567',
      `# replaced 2026-01-01T00:00:00.000Z: i-0abc ${key.type} ${key.blob}`,
    ])
      expect(parseKnownHost(line)).toBeNull();
    expect(isAboutHost({ ...parseKnownHost(`a ${key.type} ${key.blob}`)!, hosts: ['|1|x'] }, 'a')).toBe(
      false,
    );
  });
});
