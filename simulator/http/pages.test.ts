import { expect, it } from 'vitest';
import { pageOf } from './pages.js';

it('walks a list page by page', () => {
  const list = Array.from({ length: 12 }, (_, index) => index);
  const seen: number[] = [];
  let token: string | undefined;
  let pages = 0;
  do {
    const page = pageOf(list, 5, token)!;
    seen.push(...page.items);
    token = page.nextToken;
    pages++;
  } while (token !== undefined);
  expect(seen).toEqual(list);
  expect(pages).toBe(3);
});

it('has no token behind a last page that is just full', () => {
  expect(pageOf([1, 2], 2, undefined)).toEqual({ items: [1, 2], nextToken: undefined });
});

it.each([
  '',
  'nonsense',
  Buffer.from('simulator-page-from:-1').toString('base64'),
  Buffer.from('simulator-page-from:99').toString('base64'),
])('knows a foreign token: %j', (token) => {
  expect(pageOf([1, 2], 2, token)).toBeUndefined();
});

it('counts only what matches', () => {
  const list = Array.from({ length: 20 }, (_, index) => index);
  const even = (item: number) => item % 2 === 0;
  const first = pageOf(list, 5, undefined, even)!;
  expect(first.items).toEqual([0, 2, 4, 6, 8]);
  const second = pageOf(list, 5, first.nextToken, even)!;
  expect(second).toEqual({ items: [10, 12, 14, 16, 18], nextToken: undefined });
});
