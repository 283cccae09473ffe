import { useRef, type KeyboardEvent, type PointerEvent } from 'react';

/** One press of an arrow key, in pixels. */
const KEY_STEP = 16;

interface ColumnEdgeProps {
  readonly label: string;
  /** Which edge of its heading: the one that moves while the other one stays. */
  readonly side: 'left' | 'right';
  /** What the column is meant to be wide (px). */
  readonly width: number;
  readonly leastPx: number;
  /** A width in pixels; null for as it is by itself. */
  readonly onResize: (width: number | null) => void;
}

/** The edge of a column's heading, to drag or to move by the arrow keys; a double click or Home takes that back. */
export function ColumnEdge({ label, side, width, leastPx, onResize }: ColumnEdgeProps) {
  const from = useRef<{ readonly x: number; readonly width: number } | null>(null);
  const sign = side === 'right' ? 1 : -1;
  const widthOf = (element: Element) => element.parentElement?.getBoundingClientRect().width ?? 0;
  const resize = (px: number) => onResize(Math.max(leastPx, Math.round(px)));

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    from.current = { x: event.clientX, width: widthOf(event.currentTarget) };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (from.current !== null) resize(from.current.width + sign * (event.clientX - from.current.x));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key === 'ArrowLeft') resize(widthOf(event.currentTarget) - sign * KEY_STEP);
    else if (event.key === 'ArrowRight') resize(widthOf(event.currentTarget) + sign * KEY_STEP);
    else if (event.key === 'Home') onResize(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      className={`column-edge is-${side}`}
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={leastPx}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => (from.current = null)}
      onPointerCancel={() => (from.current = null)}
      onDoubleClick={() => onResize(null)}
      onKeyDown={onKeyDown}
    />
  );
}
