import { describe, expect, it } from 'vitest';
import { octal, othersOf, quoted } from './permissions.js';

describe('the permission rule', () => {
  it('refuses one’s own file with any bit for others, and no other: all modes', () => {
    for (let mode = 0; mode <= 0o777; mode++) {
      expect(othersOf({ uid: 1000, mode: 0o100000 | mode }, 1000).length > 0, octal(mode)).toBe(
        /[1-7]/.test(octal(mode).slice(2)),
      );
    }
  });

  it('names who may do what', () => {
    expect(othersOf({ uid: 0, mode: 0o100754 }, 0)).toEqual([
      { who: 'group', name: '', may: ['read', 'execute'] },
      { who: 'others', name: '', may: ['read'] },
    ]);
    expect(othersOf({ uid: 0, mode: 0o100602 }, 0)).toEqual([{ who: 'others', name: '', may: ['write'] }]);
  });

  it('does not judge somebody else’s file', () => {
    expect(othersOf({ uid: 0, mode: 0o100644 }, 1000)).toEqual([]);
  });

  it('writes modes and paths as people do', () => {
    expect(octal(0o100400)).toBe('0400');
    expect(octal(0o104755)).toBe('4755');
    expect(quoted('/home/min/.ssh/id_rsa')).toBe('/home/min/.ssh/id_rsa');
    expect(quoted("/tmp/it's $(mine).pem")).toBe("'/tmp/it'\\''s $(mine).pem'");
  });
});
