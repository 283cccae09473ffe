import { useEffect, useRef, type RefObject } from 'react';

/** Scrolls an element into sight when it appears, and whenever what it shows becomes another. */
export function useInSight<Shown extends HTMLElement>(what: unknown): RefObject<Shown | null> {
  const ref = useRef<Shown>(null);
  useEffect(() => {
    ref.current?.scrollIntoView({ block: 'nearest' });
  }, [what]);
  return ref;
}
