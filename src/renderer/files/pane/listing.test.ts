import { describe, expect, it } from 'vitest';
import type { FileEntry } from '../../../shared/contract/index.js';
import { merge, rowCompare, toRow, typedIndex, visible, type Row } from './listing.js';

const entry = (name: string, more: Partial<FileEntry> = {}): FileEntry => ({
  ...{ name, kind: 'file', size: 0, modifiedMs: null, mode: null, owner: null, group: null, link: null },
  ...more,
});
const rows = (...entries: (string | FileEntry)[]) =>
  entries.map((each) => toRow(typeof each === 'string' ? entry(each) : each));
const names = (list: readonly Row[]) => list.map(({ name }) => name);
const byName = rowCompare({ column: 'name', direction: 'ascending' });

describe('a folder’s rows', () => {
  it('have folders and links to them first whichever way the rest goes, and numbers as people count', () => {
    const list = rows(
      'file 10',
      'file 9',
      entry('z', { kind: 'directory' }),
      entry('link', { kind: 'symlink', link: { target: 'z', kind: 'directory' } }),
    );
    expect(names(merge([], list, byName))).toEqual(['link', 'z', 'file 9', 'file 10']);
    const down = rowCompare({ column: 'name', direction: 'descending' });
    expect(names(merge([], list, down))).toEqual(['z', 'link', 'file 10', 'file 9']);
  });

  it('go by size, and by name where that is equal', () => {
    const list = rows(entry('b', { size: 1 }), entry('c', { size: 9 }), entry('a', { size: 1 }));
    const bySize = rowCompare({ column: 'size', direction: 'descending' });
    expect(names(merge([], list, bySize))).toEqual(['c', 'a', 'b']);
  });

  it('that come in parts are as if they had come at once, a hundred thousand of them', () => {
    const all = Array.from({ length: 100_000 }, (_, index) => toRow(entry(`e${(index * 7919) % 100_000}`)));
    let shown: Row[] = [];
    for (let at = 0; at < all.length; at += 5_000) shown = merge(shown, all.slice(at, at + 5_000), byName);
    expect(names(shown)).toEqual(Array.from({ length: 100_000 }, (_, index) => `e${index}`));
  });

  it('are shown when they fit the filter, hidden ones only if wanted', () => {
    const list = rows('Main.conf', '.hidden.conf', 'other');
    expect(names(visible(list, '', false))).toEqual(['Main.conf', 'other']);
    expect(names(visible(list, 'CONF', true))).toEqual(['Main.conf', '.hidden.conf']);
    expect(names(visible(list, 'conf', false))).toEqual(['Main.conf']);
  });

  it('are found by their first letters, from a place onwards and round', () => {
    const list = rows('alpha', 'beta', 'Bravo');
    expect(['b', 'br', 'x'].map((typed) => typedIndex(list, typed, 2))).toEqual([2, 2, -1]);
    expect(typedIndex(list, 'a', 2)).toBe(0);
  });
});
