import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery, quoted, withoutTerm, withTerm } from './query.js';

const terms = (text: string) =>
  parseQuery(text).terms.map(({ key, isNot, tag, values }) =>
    [isNot ? '-' : '', key, tag === '' ? '' : `(${tag})`, ' ', values.join('|')].join(''),
  );

describe('parseQuery', () => {
  it.each<[string, string[]]>([
    ['', []],
    ['  web  Prod ', ['text web', 'text prod']],
    ['"two words"', ['text two words']],
    ['tag:env', ['tag(env) ']],
    ['tag:Env=Prod', ['tag(env) prod']],
    ['tag:env=prod,stage', ['tag(env) prod|stage']],
    ['tag:env="a, b"', ['tag(env) a, b']],
    ['tag:env=""', ['tag(env) ']],
    ['tag:aws:stack=x=y', ['tag(aws:stack) x=y']],
    ['state:running -windows', ['state running', '-text windows']],
    ['-tag:env=prod', ['-tag(env) prod']],
    ['"-windows"', ['text -windows']],
    ['"state:running"', ['text state:running']],
    ['ip:10.0.', ['ip 10.0.']],
    ['state:', ['state ']],
    ['https://x', ['text https://x']],
    ['fe80::1', ['text fe80::1']],
  ])('reads %j', (text, expected) => expect(terms(text)).toEqual(expected));

  it('tells an empty value that is meant from one that is still to be typed', () => {
    expect(parseQuery('tag:env=""').terms[0]?.values).toEqual(['']);
    expect(parseQuery('tag:env=').terms[0]?.values).toEqual([]);
  });

  it('says softly what may be a mistake, and searches all the same', () => {
    expect(parseQuery('stat:running "open').notes).toEqual([
      { kind: 'unknown-key', about: 'stat' },
      { kind: 'open-quote', about: '"open' },
    ]);
    expect(terms('stat:running "open it')).toEqual(['text stat:running', 'text open it']);
    expect(parseQuery('https://x fe80::1 web:').notes).toEqual([]);
  });

  it('never fails, and each term knows its place', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', ' ', ':', '=', ',', '-', '"', '*', '\t', 'tag', 'ip') }),
        (text) => {
          for (const { start, end } of parseQuery(text).terms) {
            expect(text.slice(start, end).trim()).not.toBe('');
            expect(text.slice(0, start)).toMatch(/(^|\s)$/);
          }
        },
      ),
    );
  });
});

describe('quoted', () => {
  it('writes a value so that it is read as one', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'B', ' ', '-', ',', '=', ':', '*') }), (value) => {
        expect(parseQuery(`tag:k=${quoted(value)}`).terms).toMatchObject([
          { key: 'tag', tag: 'k', values: [value.toLowerCase()] },
        ]);
      }),
    );
  });
});

describe('withTerm and withoutTerm', () => {
  it('add a term and take it out again', () => {
    const text = withTerm('web -windows', 'tag:env=prod');
    expect(text).toBe('web -windows tag:env=prod');
    expect(withoutTerm(text, parseQuery(text).terms[1]!)).toBe('web tag:env=prod');
    expect(withTerm('', 'web')).toBe('web');
  });
});
