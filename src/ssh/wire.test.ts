import { describe, expect, it } from 'vitest';
import { blobType, fingerprintOf } from './public-key.js';
import { SshReader, sshString, sshUint32 } from './wire.js';

describe('SSH’s wire format', () => {
  it('reads what it writes', () => {
    const reader = new SshReader(Buffer.concat([sshString('ssh-ed25519'), sshUint32(7)]));
    expect(reader.string().toString()).toBe('ssh-ed25519');
    expect(reader.uint32()).toBe(7);
  });

  it('does not read past the end', () => {
    expect(() => blobType(Buffer.from([0, 0, 0, 9, 1]))).toThrow(RangeError);
    expect(() => blobType(Buffer.from([0, 0]))).toThrow(RangeError);
    expect(() => blobType(Buffer.from([255, 255, 255, 255, 1]))).toThrow(RangeError);
  });

  it('has fingerprints without padding', () => {
    expect(fingerprintOf(new Uint8Array())).toBe('SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU');
  });
});
