import { describe, expect, it } from 'vitest';
import {
  addPane,
  evenOut,
  focusPane,
  moveEdge,
  moveTab,
  paneBeside,
  removePane,
  separatePane,
  type TerminalTab,
} from './tabs.js';

/** Tabs with the terminals of each: "ab c" is a tab of a and b, the last with the keys, and a tab of c. */
const made = (words: string): readonly TerminalTab[] =>
  words
    .split(' ')
    .filter(Boolean)
    .flatMap((panes) =>
      panes.split('').reduce<readonly TerminalTab[]>((tabs, id) => addPane(tabs, `tab-${panes}`, id), []),
    );
const shown = (tabs: readonly TerminalTab[]) => tabs.map(({ panes }) => panes.join('')).join(' ');
const sizes = ([tab]: readonly TerminalTab[]) => tab!.sizes.map((size) => Number(size.toFixed(3)));

describe('a split', () => {
  it('puts a terminal to the right of the one with the keys, and gives it the keys', () => {
    const tabs = addPane(focusPane(made('ab'), 'a'), 'tab-ab', 'c');
    expect(shown(tabs)).toBe('acb');
    expect(tabs[0]?.focused).toBe('c');
  });

  it('shares the width evenly as terminals come, and keeps the proportions that were chosen', () => {
    expect(sizes(made('abcd'))).toEqual([0.25, 0.25, 0.25, 0.25]);
    const chosen = moveEdge(made('ab'), 'tab-ab', 0, 0.25);
    expect(sizes(chosen)).toEqual([0.75, 0.25]);
    expect(sizes(addPane(chosen, 'tab-ab', 'c'))).toEqual([0.5, 0.167, 0.333]);
    expect(sizes(evenOut(chosen, 'tab-ab'))).toEqual([0.5, 0.5]);
  });

  it('leaves each terminal something to be seen, however far an edge is dragged', () => {
    expect(sizes(moveEdge(made('abc'), 'tab-abc', 1, 5))).toEqual([0.333, 0.567, 0.1]);
    expect(sizes(moveEdge(made('abc'), 'tab-abc', 0, -5))).toEqual([0.1, 0.567, 0.333]);
  });

  it('closes a terminal, and gives its width to the others and its keys to the left one', () => {
    const tabs = removePane(made('abc d'), 'c');
    expect(shown(tabs)).toBe('ab d');
    expect(sizes(tabs)).toEqual([0.5, 0.5]);
    expect(tabs[0]?.focused).toBe('b');
    expect(removePane(focusPane(tabs, 'a'), 'a')[0]?.focused).toBe('b');
  });

  it('keeps the keys where they are as another terminal closes, and ends with the last one', () => {
    expect(removePane(made('abc'), 'a')[0]?.focused).toBe('c');
    expect(shown(removePane(made('a b'), 'a'))).toBe('b');
  });

  it('gives a terminal a tab of its own beside the old one, unless it has one', () => {
    expect(shown(separatePane(made('abc d'), 'b', 'new'))).toBe('ac b d');
    expect(shown(separatePane(made('a b'), 'a', 'new'))).toBe('a b');
  });

  it('knows which terminal is on either side', () => {
    const [tab] = focusPane(made('abc'), 'b');
    expect([paneBeside(tab!, -1), paneBeside(tab!, 1)]).toEqual(['a', 'c']);
    expect(paneBeside(made('abc')[0]!, 1)).toBeUndefined();
    expect(paneBeside(focusPane(made('abc'), 'a')[0]!, -1)).toBeUndefined();
  });
});

describe('the order of tabs', () => {
  it.each([
    ['a', 2, 'b c a'],
    ['c', 0, 'c a b'],
    ['b', 9, 'a c b'],
    ['b', -9, 'b a c'],
    ['b', 1, 'a b c'],
  ])('moves %s to place %i', (id, place, order) => {
    expect(shown(moveTab(made('a b c'), `tab-${id}`, place))).toBe(order);
  });
});
