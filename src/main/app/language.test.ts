import { describe, expect, it } from 'vitest';
import { chooseLanguage } from './language.js';

describe('the language', () => {
  it.each([
    ['en', ['ko-KR'], 'en'],
    ['ko', ['en-US'], 'ko'],
    ['system', ['ko-KR', 'en-US'], 'ko'],
    ['system', ['de-DE', 'ko_KR.UTF-8', 'en'], 'ko'],
    ['system', ['kok-IN'], 'en'],
    ['system', ['de-DE'], 'en'],
    ['system', [], 'en'],
  ] as const)('set to %s on a system of %j is %s', (setting, preferred, expected) => {
    expect(chooseLanguage(setting, preferred)).toBe(expected);
  });
});
