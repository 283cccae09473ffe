import { useRef, useState, type PointerEvent as ReactPointerEvent, type RefObject } from 'react';

/** A press that moves less is a click. */
const DRAG_STARTS_AT_PX = 6;

interface SidewaysDrag {
  /** The key of what is being dragged. */
  readonly dragged: string | null;
  readonly onPointerDown: (event: ReactPointerEvent) => void;
}

interface SidewaysRow {
  /** What the things stand in, and which of its elements they are. */
  readonly rowRef: RefObject<HTMLElement | null>;
  readonly selector: string;
  /** The key of the thing that an element belongs to; null where nothing can be dragged. */
  readonly keyOf: (element: Element) => string | null;
  /** Puts a thing where so many others that can be dragged are left of it. */
  readonly place: (key: string, place: number) => void;
}

/** Lets things of a row be dragged to another place in it; the others make room at once. */
export function useSidewaysDrag({ rowRef, selector, keyOf, place }: SidewaysRow): SidewaysDrag {
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
      const things = [...(rowRef.current?.querySelectorAll(selector) ?? [])];
      const others = things.filter((thing) => ![null, key].includes(keyOf(thing)));
      place(key, countLeftOf(others, clientX));
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
const countLeftOf = (elements: readonly Element[], x: number): number =>
  elements.filter((element) => {
    const { left, width } = element.getBoundingClientRect();
    return left + width / 2 < x;
  }).length;
