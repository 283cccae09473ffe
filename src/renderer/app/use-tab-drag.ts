import type { RefObject } from 'react';
import { useSidewaysDrag } from '../ui/use-sideways-drag.js';
import { FLEET, placeTab } from './workspace.js';

/**
 * Lets tabs be dragged to another place. The keyboard does the same with Ctrl+Shift and the page keys.
 *
 * @param tabsRef what holds the tabs
 */
export const useTabDrag = (tabsRef: RefObject<HTMLElement | null>): ReturnType<typeof useSidewaysDrag> =>
  useSidewaysDrag({ rowRef: tabsRef, selector: '[role="tab"]', keyOf: movableKey, place: placeTab });

/** The id of the tab that an element belongs to, where it can be moved. */
function movableKey(element: Element): string | null {
  const key = element.closest('[role="tab"]')?.getAttribute('data-key') ?? null;
  return key === FLEET ? null : key;
}
