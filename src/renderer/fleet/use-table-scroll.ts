import { useLayoutEffect, useReducer, useState, type RefObject } from 'react';
import type { LineRange } from '../ui/use-lines-in-sight.js';
import { TableScroll, type Scrolled } from './table-scroll.js';

/** What a table has to know of the box that it is in. */
export interface TableBox {
  /** The lines to draw: those in sight, and some beyond the edges. */
  readonly range: LineRange;
  /** Those of them that are in sight. */
  readonly inSight: LineRange;
  /** How wide the box is (px); 0 until that is known. */
  readonly width: number;
  /** Notes what is chosen by the mouse: see `TableScroll`. */
  readonly point: (leadKey: string | null) => void;
  /** Scrolls it to where it was drawn for; to be called once its lines are in the page. */
  readonly settle: () => void;
}

/** Where a table is scrolled to, as `TableScroll` says. */
export function useTableScroll(
  boxRef: RefObject<HTMLElement | null>,
  lineHeight: number,
  scrolled: Scrolled,
): TableBox {
  const [scroll] = useState(() => new TableScroll(lineHeight));
  const [point] = useState(() => scroll.point.bind(scroll));
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const [width, setWidth] = useState(0);
  const top = scroll.topFor(scrolled);
  const settle = () => {
    if (boxRef.current !== null) scroll.settle(boxRef.current, scrolled, top);
  };
  useLayoutEffect(() => {
    const box = boxRef.current;
    if (box === null) return;
    const look = () => {
      if (scroll.look(box)) draw();
    };
    const measure = () => {
      setWidth(box.clientWidth);
      look();
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    box.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      box.removeEventListener('scroll', look);
    };
  }, [boxRef, scroll]);
  return { range: scroll.range(top), inSight: scroll.inSight(top), width, point, settle };
}
