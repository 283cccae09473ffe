import { describe, expect, it } from 'vitest';
import { formatAmzDate, verifySignature, type SignedRequest } from './sigv4.js';

/** Keys, date and signatures of AWS's published Signature Version 4 test suite and of the guide's IAM example. */
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const NOW = Date.UTC(2015, 7, 30, 12, 36, 0);

function request(url: string, signature: string, overrides: Partial<SignedRequest> = {}): SignedRequest {
  return {
    method: 'GET',
    url,
    headers: {
      host: 'example.amazonaws.com',
      'x-amz-date': '20150830T123600Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, ' +
        `SignedHeaders=host;x-amz-date, Signature=${signature}`,
    },
    body: Buffer.alloc(0),
    ...overrides,
  };
}

const secretOf = (id: string) => (id === 'AKIDEXAMPLE' ? SECRET : undefined);
const verify = (signed: SignedRequest, now = NOW) => verifySignature(signed, secretOf, now);

const VANILLA = '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31';
const QUERY_ORDER = 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500';

describe('verifySignature', () => {
  it.each([
    ['get-vanilla', '/', VANILLA],
    ['get-vanilla-query-order-key-case', '/?Param2=value2&Param1=value1', QUERY_ORDER],
  ])('accepts %s of the test suite', (_name, url, signature) => {
    expect(verify(request(url, signature))).toEqual({
      ok: true,
      accessKeyId: 'AKIDEXAMPLE',
      region: 'us-east-1',
      service: 'service',
    });
  });

  it('accepts the IAM example of the guide', () => {
    const headers = {
      host: 'iam.amazonaws.com',
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'x-amz-date': '20150830T123600Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, ' +
        'SignedHeaders=content-type;host;x-amz-date, ' +
        'Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
    };
    const url = '/?Action=ListUsers&Version=2010-05-08';
    expect(verify({ method: 'GET', url, headers, body: Buffer.alloc(0) })).toMatchObject({
      ok: true,
      service: 'iam',
    });
  });

  it('refuses a changed body, path, query or header', () => {
    const wrong = { ok: false, problem: { kind: 'wrong-signature' } };
    expect(verify(request('/', VANILLA, { body: Buffer.from('x') }))).toMatchObject(wrong);
    expect(verify(request('/x', VANILLA))).toMatchObject(wrong);
    expect(verify(request('/?a=b', VANILLA))).toMatchObject(wrong);
    const moved = request('/', VANILLA);
    expect(verify({ ...moved, headers: { ...moved.headers, host: 'elsewhere' } })).toMatchObject(wrong);
  });

  it('allows the clocks to differ by five minutes', () => {
    const minute = 60_000;
    expect(verify(request('/', VANILLA), NOW + 5 * minute).ok).toBe(true);
    expect(verify(request('/', VANILLA), NOW - 5 * minute).ok).toBe(true);
    expect(verify(request('/', VANILLA), NOW + 5 * minute + 1000)).toMatchObject({
      problem: { kind: 'expired', signedAt: '20150830T123600Z', now: '20150830T124101Z' },
    });
    expect(verify(request('/', VANILLA), NOW - 5 * minute - 1000)).toMatchObject({
      problem: { kind: 'not-yet-current' },
    });
  });

  it.each([
    [{}, 'missing'],
    [{ authorization: 'Bearer x' }, 'incomplete'],
    [
      {
        authorization: 'AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=x',
        'x-amz-date': 'x',
      },
      'incomplete',
    ],
    [
      { authorization: 'AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host, Signature=x' },
      'incomplete',
    ],
  ])('tells what is wrong with %j', (headers, kind) => {
    expect(verify({ method: 'GET', url: '/', headers, body: Buffer.alloc(0) })).toMatchObject({
      problem: { kind },
    });
  });

  it('does not know the key of a stranger', () => {
    expect(verifySignature(request('/', VANILLA), () => undefined, NOW)).toMatchObject({
      problem: { kind: 'unknown-key' },
    });
  });
});

it('formatAmzDate writes the basic ISO form', () => {
  expect(formatAmzDate(NOW)).toBe('20150830T123600Z');
});
