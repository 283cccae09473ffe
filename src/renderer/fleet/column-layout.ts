import type { CSSProperties } from 'react';
import { columnSpace, type ColumnLook } from './find/columns.js';

/** What each row has left and right of its cells, in pixels; fleet.css has the same. */
const ROW_PADDING = 8;

export interface ColumnLayout {
  readonly style: CSSProperties;
  /** How wide a row is at least (px). */
  readonly leastPx: number;
}

/** The grid of the columns: those that somebody has set are that wide, the others share what is left. */
export function columnLayout(columns: readonly ColumnLook[]): ColumnLayout {
  const tracks = columns.map(({ column, width }) => {
    const { px, share } = columnSpace(column);
    if (width !== null) return `${width}px`;
    return share === 0 ? `${px}px` : `minmax(${px}px, ${share}fr)`;
  });
  const least = columns.reduce((sum, { column, width }) => sum + (width ?? columnSpace(column).px), 0);
  // Something has to take the room that columns of set widths leave, or rows would end in the middle.
  if (!tracks.some((track) => track.includes('fr'))) tracks.push('minmax(0, 1fr)');
  const leastPx = least + ROW_PADDING;
  const style = { '--columns': tracks.join(' '), '--row-width': `${leastPx}px` } as CSSProperties;
  return { style, leastPx };
}
