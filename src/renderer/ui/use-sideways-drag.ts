import { useRef, useState, type PointerEvent as ReactPointerEvent } from 'react';

/** A press that moves less is a click. */
const DRAG_STARTS_AT_PX = 6;

interface SidewaysDrag {
  /** The key of what is being dragged. */
  readonly dragged: string | null;
  readonly onPointerDown: (event: ReactPointerEvent) => void;
}

/**
 * Lets things of a row be dragged to another place in it; the others make room at once.
 *
 * @param keyOf the key of the thing that an element belongs to; null where nothing can be dragged
 * @param place puts a thing to where the pointer is, in pixels from the left of the window
 */
export function useSidewaysDrag(
  keyOf: (element: Element) => string | null,
  place: (key: string, x: number) => void,
): SidewaysDrag {
  const [dragged, setDragged] = useState<string | null>(null);
  const end = useRef<AbortController | null>(null);

  const onPointerDown = (pressed: ReactPointerEvent) => {
    const key = keyOf(pressed.target as Element);
    if (pressed.button !== 0 || key === null) return;
    end.current?.abort();
    const listening = new AbortController();
    end.current = listening;
    const { signal } = listening;
    let isDragging = false;
    const move = ({ clientX }: PointerEvent) => {
      isDragging ||= Math.abs(clientX - pressed.clientX) >= DRAG_STARTS_AT_PX;
      if (!isDragging) return;
      setDragged(key);
      place(key, clientX);
    };
    const stop = () => {
      listening.abort();
      setDragged(null);
      if (isDragging) swallowClick();
    };
    window.addEventListener('pointermove', move, { signal });
    window.addEventListener('pointerup', stop, { signal });
    window.addEventListener('pointercancel', stop, { signal });
  };
  return { dragged, onPointerDown };
}

/** The thing moved with the pointer, so that letting go is a click on it, which nobody meant. */
function swallowClick(): void {
  const swallow = (event: MouseEvent) => event.stopPropagation();
  window.addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener('click', swallow, { capture: true }), 0);
}

/** How many of some elements have their middle to the left of a place. */
export const countLeftOf = (elements: readonly Element[], x: number): number =>
  elements.filter((element) => {
    const { left, width } = element.getBoundingClientRect();
    return left + width / 2 < x;
  }).length;
