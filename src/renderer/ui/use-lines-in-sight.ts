import { useLayoutEffect, useState, type RefObject } from 'react';

/** Lines drawn beyond the edges, so that a turn of the wheel does not show an empty one. Each costs time to draw. */
const MARGIN = 4;
/** The window moves by so many lines at once: most scrolling then draws nothing new. */
const STEP = 4;

export interface LineRange {
  readonly first: number;
  /** Past the last one. */
  readonly end: number;
}

/** The lines to draw in a box so high (px) that is scrolled down so far (px). */
export function linesAround(scrollTop: number, boxHeight: number, lineHeight: number): LineRange {
  const top = Math.floor(scrollTop / lineHeight);
  const height = Math.ceil(boxHeight / lineHeight);
  const first = Math.max(0, Math.floor((top - MARGIN) / STEP) * STEP);
  return { first, end: Math.ceil((top + height + MARGIN) / STEP) * STEP };
}

/**
 * Which lines of a long list are in sight or nearly so. All lines are equally high, so that no place of theirs has to be
 * kept: a list of a hundred thousand costs as much as one of a hundred.
 */
export function useLinesInSight(scrollRef: RefObject<HTMLElement | null>, lineHeight: number): LineRange {
  const [range, setRange] = useState<LineRange>({ first: 0, end: 0 });
  useLayoutEffect(() => {
    const element = scrollRef.current;
    if (element === null) return;
    const look = () => {
      const next = linesAround(element.scrollTop, element.clientHeight, lineHeight);
      setRange((old) => (old.first === next.first && old.end === next.end ? old : next));
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [scrollRef, lineHeight]);
  return range;
}
