import { describe, expect, it, vi } from 'vitest';
import { chooseProxy, parsePac, parseProxy, type ProxySources } from './proxy-choice.js';

const SSM = new URL('https://ssm.eu-central-1.amazonaws.com/');
const STREAM = new URL('wss://ssmmessages.eu-central-1.amazonaws.com/v1/data-channel/x?role=y');

async function chosen(url: URL, sources: Partial<ProxySources>): Promise<string | null> {
  const proxy = await chooseProxy(url, { setting: 'system', env: {}, resolveSystem: null, ...sources });
  return proxy?.href ?? null;
}

describe('the proxy', () => {
  const env = { HTTPS_PROXY: 'http://env:3128' };
  const resolveSystem = () => Promise.resolve('PROXY system:8080; DIRECT');

  it('is that of the settings, then of the environment, then of the system', async () => {
    expect(await chosen(SSM, { setting: 'http://set:1', env, resolveSystem })).toBe('http://set:1/');
    expect(await chosen(SSM, { env, resolveSystem })).toBe('http://env:3128/');
    expect(await chosen(SSM, { resolveSystem })).toBe('http://system:8080/');
    expect(await chosen(SSM, {})).toBeNull();
    expect(await chosen(SSM, { setting: 'none', env, resolveSystem })).toBeNull();
  });

  it.each([
    [{ https_proxy: 'lower:1' }, 'http://lower:1/'],
    [{ HTTPS_PROXY: '', ALL_PROXY: 'https://all' }, 'https://all/'],
    [{ HTTP_PROXY: 'http://plain:1' }, null],
  ])('of %j is %s for https and wss', async (variables, expected) => {
    expect(await chosen(SSM, { env: variables })).toBe(expected);
    expect(await chosen(STREAM, { env: variables })).toBe(expected);
  });

  it('is none for what NO_PROXY excepts, whoever names the proxy, and for this machine', async () => {
    const excepted = { NO_PROXY: '.amazonaws.com' };
    expect(await chosen(SSM, { env: { ...env, ...excepted } })).toBeNull();
    expect(await chosen(SSM, { setting: 'http://set:1', env: excepted })).toBeNull();
    expect(await chosen(SSM, { resolveSystem, env: { no_proxy: 'amazonaws.com' } })).toBeNull();
    expect(await chosen(new URL('http://127.0.0.1:9000/'), { setting: 'http://set:1', env })).toBeNull();
  });

  it('is asked of the system for the web address that a WebSocket’s is like, without its query', async () => {
    const ask = vi.fn(resolveSystem);
    await chosen(STREAM, { resolveSystem: ask });
    expect(ask).toHaveBeenCalledWith('https://ssmmessages.eu-central-1.amazonaws.com/v1/data-channel/x');
  });

  it('is none when the system does not know', async () => {
    expect(await chosen(SSM, { resolveSystem: () => Promise.reject(new Error('no')) })).toBeNull();
  });

  it.each(['socks5://user:secret@host:1080', 'http://', 'http://user:secret@ho st'])(
    '%s cannot be used, which is said without its password',
    async (address) => {
      const error: unknown = await chosen(SSM, { env: { HTTPS_PROXY: address } }).catch(
        (reason: unknown) => reason,
      );
      expect(error).toMatchObject({ problem: { code: 'aws.proxy' } });
      expect(JSON.stringify((error as { problem: unknown }).problem)).not.toContain('secret');
    },
  );

  it('keeps what it asks for to let us', () => {
    expect(parseProxy('user:pa%40ss@host:3128', 'x').password).toBe('pa%40ss');
  });
});

describe('what a PAC file says', () => {
  it.each([
    ['DIRECT', null],
    ['PROXY a:1', 'http://a:1/'],
    ['HTTPS b:2; PROXY a:1', 'https://b:2/'],
    ['SOCKS5 s:1080; PROXY a:1; DIRECT', 'http://a:1/'],
    ['SOCKS s:1080', null],
    ['DIRECT; PROXY a:1', null],
    ['', null],
    ['PROXY', null],
  ])('%j: %s', (answer, expected) => {
    expect(parsePac(answer)?.href ?? null).toBe(expected);
  });
});
