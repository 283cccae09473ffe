import { expect, it } from 'vitest';
import { xmlElement } from './xml.js';

it('writes nested elements, lists as items, and leaves out what is undefined', () => {
  const value = { a: 1, b: undefined, c: ['x', { d: true }], e: new Date(0), f: [] };
  expect(xmlElement('r', value, 'urn:n')).toBe(
    '<r xmlns="urn:n"><a>1</a><c><item>x</item><item><d>true</d></item></c><e>1970-01-01T00:00:00.000Z</e><f></f></r>',
  );
});

it('escapes what XML would read', () => {
  expect(xmlElement('a', `<"&'>`)).toBe("<a>&#60;&#34;&#38;'&#62;</a>");
});

it('names the elements of lists as the older query protocol does', () => {
  expect(xmlElement('r', { a: [{ b: [1] }] }, undefined, 'member')).toBe(
    '<r><a><member><b><member>1</member></b></member></a></r>',
  );
});
