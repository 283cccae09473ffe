import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { argon2, type Argon2Variant } from './argon2.js';
import { blake2b } from './blake2b.js';

describe('BLAKE2b', () => {
  it('hashes as OpenSSL does, at each length around a block’s end', () => {
    for (const length of [0, 1, 127, 128, 129, 255, 256, 257, 1000]) {
      const input = Buffer.alloc(length, 0x5a);
      expect(blake2b(input, 64).toString('hex')).toBe(createHash('blake2b512').update(input).digest('hex'));
    }
  });
});

describe('Argon2', () => {
  // RFC 9106, section 5.
  it.each<[Argon2Variant, string]>([
    ['Argon2d', '512b391b6f1162975371d30919734294f868e3be3984f3c1a13a4db9fabe4acb'],
    ['Argon2i', 'c814d9d1dc7f37aa13f0d77f2494bda1c8de6b016dd388d29952a4c4672b6ce8'],
    ['Argon2id', '0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659'],
  ])('%s gives the tag of the RFC’s test vector', async (variant, tag) => {
    const result = await argon2(Buffer.alloc(32, 1), Buffer.alloc(16, 2), {
      variant,
      memory: 32,
      passes: 3,
      parallelism: 4,
      length: 32,
      secret: Buffer.alloc(8, 3),
      associatedData: Buffer.alloc(12, 4),
    });
    expect(result.toString('hex')).toBe(tag);
  });
});
