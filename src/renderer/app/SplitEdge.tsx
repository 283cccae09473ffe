import { useRef, type KeyboardEvent, type PointerEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { TerminalTab } from './tabs.js';
import { dragEdge, evenOutTab } from './workspace.js';

/** One press of an arrow key, as a share of the tab's width. */
const KEY_STEP = 0.02;

interface SplitEdgeProps {
  readonly tab: TerminalTab;
  /** 0 is the edge between the first two terminals. */
  readonly edge: number;
  /** What holds all terminals of the tab. */
  readonly splitRef: RefObject<HTMLDivElement | null>;
}

/** The edge between two terminals: dragged, moved by arrow keys, or evened out by a double click or Enter. */
export function SplitEdge({ tab, edge, splitRef }: SplitEdgeProps) {
  const { t } = useTranslation();
  const lastX = useRef<number | null>(null);
  const move = (by: number) => dragEdge(tab.id, edge, by);
  const end = () => (lastX.current = null);

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    // Or it would select text on the way, and take the keys from the terminal.
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    lastX.current = event.clientX;
  };
  const onPointerMove = (event: PointerEvent) => {
    const width = splitRef.current?.clientWidth ?? 0;
    if (lastX.current === null || width === 0) return;
    move((event.clientX - lastX.current) / width);
    lastX.current = event.clientX;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') move(-KEY_STEP);
    else if (event.key === 'ArrowRight') move(KEY_STEP);
    else if (event.key === 'Enter') evenOutTab(tab.id);
    else return;
    event.preventDefault();
  };
  const left = tab.sizes.slice(0, edge + 1).reduce((sum, size) => sum + size, 0);
  return (
    <div
      className="split-edge"
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t('split.edge')}
      aria-valuenow={Math.round(left * 100)}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={end}
      onPointerCancel={end}
      onDoubleClick={() => evenOutTab(tab.id)}
      onKeyDown={onKeyDown}
    />
  );
}
