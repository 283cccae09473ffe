import type { RefObject } from 'react';
import { countLeftOf, useSidewaysDrag } from '../ui/use-sideways-drag.js';
import { FLEET, placeTab } from './workspace.js';

/**
 * Lets tabs be dragged to another place. The keyboard does the same with Ctrl+Shift and the page keys.
 *
 * @param tabsRef what holds the tabs
 */
export const useTabDrag = (tabsRef: RefObject<HTMLElement | null>): ReturnType<typeof useSidewaysDrag> =>
  useSidewaysDrag(movableKey, (id, x) => {
    const tabs = [...(tabsRef.current?.querySelectorAll('[role="tab"]') ?? [])];
    const others = tabs.filter((tab) => ![null, id].includes(movableKey(tab)));
    placeTab(id, countLeftOf(others, x));
  });

/** The id of the tab that an element belongs to, where it can be moved. */
function movableKey(element: Element): string | null {
  const key = element.closest('[role="tab"]')?.getAttribute('data-key') ?? null;
  return key === FLEET ? null : key;
}
