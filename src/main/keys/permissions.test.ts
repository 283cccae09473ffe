import { describe, expect, it } from 'vitest';
import { isTooOpen, octal } from './permissions.js';

describe('the permission rule', () => {
  it('refuses one’s own file with any bit for others, and no other: all modes', () => {
    for (let mode = 0; mode <= 0o777; mode++) {
      expect(isTooOpen({ uid: 1000, mode: 0o100000 | mode }, 1000), octal(mode)).toBe(
        /[1-7]/.test(octal(mode).slice(2)),
      );
    }
  });

  it('does not judge somebody else’s file, or a system without such bits', () => {
    expect(isTooOpen({ uid: 0, mode: 0o100644 }, 1000)).toBe(false);
    expect(isTooOpen({ uid: 0, mode: 0o100666 }, undefined)).toBe(false);
  });

  it('writes modes as people do', () => {
    expect(octal(0o100400)).toBe('0400');
    expect(octal(0o104755)).toBe('4755');
  });
});
