import { useLayoutEffect, useRef, type RefObject } from 'react';
import { isGroup, type Line, type Rows } from './find/row-list.js';

/** The place of a line in other lines: that of the same node or of the header of the same group. */
function placeOf(line: Line, lines: readonly Line[]): number {
  const same = lines.indexOf(line);
  if (same !== -1) return same;
  return isGroup(line)
    ? lines.findIndex((other) => isGroup(other) && other.group === line.group)
    : lines.findIndex((other) => !isGroup(other) && other.id === line.id);
}

/**
 * Keeps what a person looks at where it is when a refresh puts rows in or takes them out above it: the first row in
 * sight stays at its place. At the very top nothing is held, so that new first rows are seen. Rows that were asked for
 * in another way (search, sort, view) start at the top.
 */
export function useSteadyScroll(
  scrollRef: RefObject<HTMLElement | null>,
  shown: Pick<Rows, 'lines' | 'look'>,
  rowHeight: number,
): void {
  const before = useRef(shown);
  useLayoutEffect(() => {
    const scroll = scrollRef.current;
    const old = before.current;
    before.current = shown;
    if (scroll === null || old === shown || scroll.scrollTop === 0) return;
    if (old.look !== shown.look) {
      scroll.scrollTop = 0;
      return;
    }
    const index = Math.floor(scroll.scrollTop / rowHeight);
    const anchor = old.lines[index];
    const moved = anchor === undefined ? -1 : placeOf(anchor, shown.lines);
    if (moved !== -1 && moved !== index) scroll.scrollTop += (moved - index) * rowHeight;
  }, [scrollRef, shown, rowHeight]);
}
