import { useLayoutEffect, useRef, type RefObject } from 'react';
import type { Rows } from './use-rows.js';

/**
 * Keeps what a person looks at where it is when a refresh puts rows in or takes them out above it: the first row in
 * sight stays at its place. At the very top nothing is held, so that new first rows are seen. Rows that were asked for
 * in another way (search, sort, view) start at the top.
 */
export function useSteadyScroll(
  scrollRef: RefObject<HTMLElement | null>,
  shown: Rows,
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
    const anchor = old.rows[index]?.id;
    const moved = shown.rows.findIndex((row) => row.id === anchor);
    if (moved !== -1 && moved !== index) scroll.scrollTop += (moved - index) * rowHeight;
  }, [scrollRef, shown, rowHeight]);
}
