import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { AgentCipher, DATA_KEY_BYTES } from './cipher.js';

const key = randomBytes(DATA_KEY_BYTES);

it('encrypts with the first half of the key: nonce, ciphertext, tag', () => {
  const text = Buffer.from('to the client');
  const sealed = new AgentCipher(key).encrypt(text);
  expect(sealed).toHaveLength(text.length + 28);
  const decipher = createDecipheriv('aes-256-gcm', key.subarray(0, 32), sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(-16));
  expect(Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()])).toEqual(text);
});

it('counts its nonce up as a little-endian number', () => {
  const cipher = new AgentCipher(key);
  const asNumber = (sealed: Buffer) =>
    BigInt(`0x${Buffer.from(sealed.subarray(0, 12)).reverse().toString('hex')}`);
  const first = asNumber(cipher.encrypt(Buffer.from('a')));
  for (let turn = 1n; turn < 600n; turn++) {
    expect(asNumber(cipher.encrypt(Buffer.from('a')))).toBe((first + turn) % (1n << 96n));
  }
});

it('decrypts with the second half, and refuses anything else', () => {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key.subarray(32), nonce);
  const sealed = Buffer.concat([nonce, cipher.update('to the agent'), cipher.final(), cipher.getAuthTag()]);
  const agent = new AgentCipher(key);
  expect(agent.decrypt(sealed)?.toString()).toBe('to the agent');
  expect(agent.decrypt(agent.encrypt(Buffer.from('x')))).toBeUndefined();
  expect(agent.decrypt(Buffer.alloc(27))).toBeUndefined();
});
