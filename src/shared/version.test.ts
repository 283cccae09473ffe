import { describe, expect, it } from 'vitest';
import { compareVersions } from './version.js';

describe('versions', () => {
  it.each([
    ['2.3.672.0', '2.3.672.0', 0],
    ['2.3.634.0', '2.3.672.0', -1],
    ['2.10.0.0', '2.9.9.9', 1],
    ['3', '3.0.0', 0],
    ['3.0.0.1', '3', 1],
  ])('%s against %s: %i', (a, b, sign) => {
    expect(Math.sign(compareVersions(a, b))).toBe(sign);
    expect(Math.sign(compareVersions(b, a))).toBe(-sign + 0);
  });
});
