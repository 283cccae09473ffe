import { useLayoutEffect, useMemo, useState, type RefObject } from 'react';
import { useFilesPreferences } from '../preferences-store.js';
import { columnLayout, type ColumnLayout } from './columns.js';

/** The columns of a table, which follow its width where nobody has chosen them. */
export function useColumnLayout(gridRef: RefObject<HTMLElement | null>): ColumnLayout {
  const look = useFilesPreferences((state) => state.columns);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const grid = gridRef.current;
    if (grid === null) return;
    const measure = () => setWidth(grid.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(grid);
    return () => observer.disconnect();
  }, [gridRef]);
  // One that is not in sight has no width, and must not be drawn anew when it comes back.
  return useMemo(() => columnLayout(look, width === 0 ? Infinity : width), [look, width]);
}
