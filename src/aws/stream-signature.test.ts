import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseStreamUrl, signStream } from './stream-signature.js';

const CREDENTIALS = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  sessionToken: 'token',
};
const NOW = new Date('2026-01-02T03:04:05.678Z');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
const sha256 = (data: string): string => createHash('sha256').update(data).digest('hex');

describe('the address of a data channel', () => {
  it.each([
    'wss://ssmmessages.eu-central-1.amazonaws.com/v1/x',
    'ws://127.0.0.1:9/x',
    'ws://[::1]:9/x',
    'ws://localhost/x',
  ])('may be %s', (url) => {
    expect(parseStreamUrl(url).href).toBe(url);
  });

  it.each([
    'ws://ssmmessages.eu-central-1.amazonaws.com/x',
    'ws://127.0.0.1.example.com/x',
    'ws://localhost.example.com/x',
    'http://127.0.0.1/x',
    'nonsense',
    '',
  ])('may not be %s', (url) => {
    expect(() => parseStreamUrl(url)).toThrow('session.refused');
  });

  it('is not told with its query, which may hold a signature', () => {
    expect(() => parseStreamUrl('ws://example.com/x?X-Amz-Signature=secret')).not.toThrow('secret');
  });
});

describe('the signature of a data channel’s request', () => {
  it('is SigV4 for ssmmessages, worked out here by hand from AWS’s description', async () => {
    const url = new URL(
      'wss://gw.example.com/v1/data-channel/me@x-0a?role=publish_subscribe&cell-number=A%2Bb%3D',
    );
    const headers = await signStream(url, CREDENTIALS, 'eu-central-1', NOW);
    const canonical = [
      'GET',
      '/v1/data-channel/me%40x-0a',
      'cell-number=A%2Bb%3D&role=publish_subscribe',
      'host:gw.example.com',
      'x-amz-date:20260102T030405Z',
      'x-amz-security-token:token',
      '',
      'host;x-amz-date;x-amz-security-token',
      sha256(''),
    ].join('\n');
    const scope = '20260102/eu-central-1/ssmmessages/aws4_request';
    const toSign = ['AWS4-HMAC-SHA256', '20260102T030405Z', scope, sha256(canonical)].join('\n');
    const key = ['20260102', 'eu-central-1', 'ssmmessages', 'aws4_request'].reduce<string | Buffer>(
      hmac,
      `AWS4${CREDENTIALS.secretAccessKey}`,
    );
    expect(headers).toEqual({
      'x-amz-date': '20260102T030405Z',
      'x-amz-security-token': 'token',
      authorization:
        `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/${scope}, ` +
        `SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=${hmac(key, toSign).toString('hex')}`,
    });
  });

  it('is left out for an address that is signed already', async () => {
    const url = new URL('wss://gw.example.com/x?X-Amz-Signature=abc');
    expect(await signStream(url, CREDENTIALS, 'eu-central-1', NOW)).toEqual({});
  });
});
