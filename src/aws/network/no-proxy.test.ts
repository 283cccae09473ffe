import { describe, expect, it } from 'vitest';
import { isExcepted, isLoopback } from './no-proxy.js';

describe('NO_PROXY', () => {
  it.each([
    ['example.com', 'https://example.com/', true],
    ['example.com', 'https://ssm.example.com/', true],
    ['example.com', 'https://notexample.com/', false],
    ['.amazonaws.com', 'https://ssm.eu-central-1.amazonaws.com/', true],
    ['*.amazonaws.com', 'wss://ssmmessages.eu-central-1.amazonaws.com/x', true],
    ['EXAMPLE.com', 'https://Example.COM/', true],
    ['a.test, b.test c.test', 'https://c.test/', true],
    ['*', 'https://anything.test/', true],
    ['example.com:443', 'https://example.com/', true],
    ['example.com:443', 'wss://example.com/', true],
    ['example.com:8443', 'https://example.com/', false],
    ['example.com:80', 'http://example.com/', true],
    ['10.0.0.0/8', 'https://10.1.2.3/', true],
    ['10.0.0.0/8', 'https://11.1.2.3/', false],
    ['10.1.2.3', 'https://10.1.2.3:8443/', true],
    ['fd00::/8', 'https://[fd12::1]/', true],
    ['fd00::1', 'https://[fd00::1]/', true],
    ['[fd00::1]:8443', 'https://[fd00::1]:8443/', true],
    ['[fd00::1]:8443', 'https://[fd00::1]/', false],
    ['2.3', 'https://10.1.2.3/', false],
    ['10.0.0.0/99, nonsense/8, :80, ,', 'https://example.com/', false],
    ['', 'https://example.com/', false],
  ])('%j for %s: %s', (noProxy, url, expected) => {
    expect(isExcepted(new URL(url), noProxy)).toBe(expected);
  });
});

it.each([
  ['http://127.0.0.1:9/', true],
  ['http://127.1.2.3/', true],
  ['ws://[::1]:9/', true],
  ['https://localhost/', true],
  ['https://a.localhost/', true],
  ['https://localhost.example.com/', false],
  ['https://127.0.0.1.example.com/', false],
])('%s is this machine: %s', (url, expected) => {
  expect(isLoopback(new URL(url))).toBe(expected);
});
