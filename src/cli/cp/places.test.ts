import { describe, expect, it } from 'vitest';
import { UsageError } from '../command.js';
import { parsePlace, parsePlaces } from './places.js';

describe('the places of a copy', () => {
  it('are on a node with a colon before the first slash, as with scp', () => {
    expect(parsePlace('ec2-user@web-1:/srv/a:b')).toEqual({
      side: 'remote',
      user: 'ec2-user',
      word: 'web-1',
      path: '/srv/a:b',
    });
    expect(parsePlace('i-0123456789abcdef0:')).toMatchObject({ side: 'remote', user: null, path: '' });
    for (const here of ['a', './a:b', '/a:b', ':x'])
      expect(parsePlace(here)).toMatchObject({ side: 'local' });
    expect(parsePlace('C:\\a', 'win32')).toEqual({ side: 'local', path: 'C:\\a' });
  });

  it('are some on one side and one on the other, of one node and one user', () => {
    expect(parsePlaces(['a', 'b', 'web-1:'])).toMatchObject({
      word: 'web-1',
      sources: [{ path: 'a' }, { path: 'b' }],
    });
    for (const words of [
      ['a'],
      ['a', 'b'],
      ['x:a', 'y:b'],
      ['x:a', 'y:b', 'c'],
      ['x:a', 'u@x:b', 'c'],
      ['x:a', 'b', 'c'],
    ])
      expect(() => parsePlaces(words)).toThrow(UsageError);
  });
});
