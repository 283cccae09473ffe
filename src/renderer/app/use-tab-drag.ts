import { useRef, useState, type PointerEvent as ReactPointerEvent, type RefObject } from 'react';
import { FLEET, placeTab } from './workspace.js';

/** A press that moves less is a click. */
const DRAG_STARTS_AT_PX = 6;

/**
 * Lets tabs be dragged to another place; the others make room at once. The keyboard does the same with Ctrl+Shift and
 * the page keys.
 *
 * @param tabsRef what holds the tabs
 */
export function useTabDrag(tabsRef: RefObject<HTMLElement | null>): {
  /** The tab that is being dragged. */
  readonly dragged: string | null;
  readonly onPointerDown: (event: ReactPointerEvent) => void;
} {
  const [dragged, setDragged] = useState<string | null>(null);
  const end = useRef<AbortController | null>(null);

  const onPointerDown = (pressed: ReactPointerEvent) => {
    const id = (pressed.target as Element).closest('[role="tab"]')?.getAttribute('data-key');
    if (pressed.button !== 0 || id === null || id === undefined || id === FLEET) return;
    end.current?.abort();
    const listening = new AbortController();
    end.current = listening;
    const { signal } = listening;
    let isDragging = false;
    const move = ({ clientX }: PointerEvent) => {
      isDragging ||= Math.abs(clientX - pressed.clientX) >= DRAG_STARTS_AT_PX;
      if (!isDragging) return;
      setDragged(id);
      placeTab(id, placeAt(tabsRef.current, id, clientX));
    };
    const stop = () => {
      listening.abort();
      setDragged(null);
    };
    window.addEventListener('pointermove', move, { signal });
    window.addEventListener('pointerup', stop, { signal });
    window.addEventListener('pointercancel', stop, { signal });
  };
  return { dragged, onPointerDown };
}

/** The place of a tab whose pointer is at x: after each other tab whose middle lies to the left. */
function placeAt(tabs: HTMLElement | null, id: string, x: number): number {
  const others = [...(tabs?.querySelectorAll('[role="tab"]') ?? [])].filter((tab) => {
    const key = tab.getAttribute('data-key');
    return key !== FLEET && key !== id;
  });
  return others.filter((tab) => {
    const { left, width } = tab.getBoundingClientRect();
    return left + width / 2 < x;
  }).length;
}
