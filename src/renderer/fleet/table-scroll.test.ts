import { describe, expect, it } from 'vitest';
import { makeNode } from '../../../test/support/nodes.js';
import { indexNode } from '../../shared/query/indexed-node.js';
import { TableScroll, type Scrolled } from './table-scroll.js';

const LINE = 10;
/** The header and nine lines. */
const HEIGHT = 100;

const rows = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => indexNode(makeNode({ id: `i-${from + index}` })));

function table() {
  const scroll = new TableScroll(LINE);
  const box = { scrollTop: 0, clientHeight: HEIGHT };
  scroll.look(box);
  return {
    scroll,
    box,
    /** Shows something as the table does; where it is scrolled to then. */
    show(next: Partial<Scrolled['shown']> & Partial<Scrolled>) {
      const { lines = [], look = 'name', leadIndex = -1, leadKey = null } = next;
      const drawn = { shown: { lines, look }, leadIndex, leadKey };
      scroll.settle(box, drawn, scroll.topFor(drawn));
      return box.scrollTop;
    },
    scrollTo(top: number) {
      box.scrollTop = top;
      return scroll.look(box);
    },
  };
}

describe('a table', () => {
  it('holds the first line in sight when others come in above it or go', () => {
    const { show, scrollTo } = table();
    const lines = rows(50);
    show({ lines });
    scrollTo(202);
    const more = [...rows(3, 100), ...lines];
    expect(show({ lines: more })).toBe(232);
    expect(show({ lines: more.slice(10) })).toBe(132);
    // The same node as another entry, as after it has changed.
    expect(show({ lines: [...rows(1, 200), ...rows(50)] })).toBe(212);
  });

  it('holds it, too, when the lines are the same list with others in it', () => {
    const { show, scrollTo } = table();
    const lines = rows(50);
    show({ lines });
    scrollTo(200);
    lines.unshift(...rows(2, 100));
    expect(show({ lines })).toBe(220);
  });

  it('stays at the very top, where new first lines are seen', () => {
    const { show } = table();
    const lines = rows(50);
    show({ lines });
    expect(show({ lines: [...rows(1, 100), ...lines] })).toBe(0);
  });

  it('goes to the top when the lines were asked for in another way, but shows where the keyboard is', () => {
    const { show, scrollTo } = table();
    const lines = rows(50);
    show({ lines, leadIndex: 0, leadKey: 'i-0' });
    scrollTo(150);
    expect(show({ lines, look: 'zone', leadIndex: 3, leadKey: 'i-3' })).toBe(0);
    expect(show({ lines, look: 'type', leadIndex: 30, leadKey: 'i-30' })).toBe(31 * LINE + LINE - HEIGHT);
  });

  it('follows the keyboard by as little as shows the line whole', () => {
    const { show } = table();
    const lines = rows(50);
    expect(show({ lines, leadIndex: 8, leadKey: 'i-8' })).toBe(0);
    expect(show({ lines, leadIndex: 9, leadKey: 'i-9' })).toBe(10);
    expect(show({ lines, leadIndex: 49, leadKey: 'i-49' })).toBe(410);
    expect(show({ lines, leadIndex: 45, leadKey: 'i-45' })).toBe(410);
    expect(show({ lines, leadIndex: 4, leadKey: 'i-4' })).toBe(40);
  });

  it('follows neither a line that merely shifts nor one that the mouse has chosen', () => {
    const { scroll, show, scrollTo } = table();
    const lines = rows(50);
    show({ lines, leadIndex: 0, leadKey: 'i-0' });
    scrollTo(200);
    const more = [...rows(1, 100), ...lines];
    expect(show({ lines: more, leadIndex: 1, leadKey: 'i-0' })).toBe(210);
    scroll.point('i-19');
    expect(show({ lines: more, leadIndex: 20, leadKey: 'i-19' })).toBe(210);
  });

  it('stays where it is when the keyboard’s line goes and another takes its place', () => {
    const { show, scrollTo } = table();
    const lines = rows(50);
    show({ lines, leadIndex: 2, leadKey: 'i-2' });
    scrollTo(202);
    const left = lines.filter(({ id }) => id !== 'i-2');
    expect(show({ lines: left, leadIndex: 2, leadKey: 'i-3' })).toBe(192);
  });

  it('does not stay beyond the end when lines go', () => {
    const { show, scrollTo } = table();
    const lines = rows(50);
    show({ lines });
    scrollTo(410);
    expect(show({ lines: lines.slice(0, 20) })).toBe(110);
    expect(show({ lines: lines.slice(0, 5) })).toBe(0);
  });

  it('tells that other lines are to be drawn only when that is so', () => {
    const { scroll, show, scrollTo } = table();
    show({ lines: rows(50) });
    expect(scrollTo(1)).toBe(false);
    expect(scrollTo(200)).toBe(true);
    const { first, end } = scroll.range(200);
    expect(first).toBeLessThanOrEqual(20);
    expect(end).toBeGreaterThanOrEqual(30);
  });
});
