// Which terminals stand in which tab, without any terminal in it: each change takes the tabs and gives new ones.

import { MOST_SIDE_BY_SIDE } from '../ui/side-by-side.js';

/** A tab of one or more terminals, side by side from left to right. */
export interface TerminalTab {
  readonly id: string;
  /** Ids of its terminals. */
  readonly panes: readonly string[];
  /** How much of the width each of them has; together 1. */
  readonly sizes: readonly number[];
  /** The terminal that keys go to. */
  readonly focused: string;
}

/** Less of a tab's width would show nothing of a terminal. */
export const LEAST_SIZE = 0.1;

export const tabOf = (tabs: readonly TerminalTab[], paneId: string): TerminalTab | undefined =>
  tabs.find(({ panes }) => panes.includes(paneId));

export const isFull = (tab: TerminalTab | undefined): boolean =>
  tab !== undefined && tab.panes.length >= MOST_SIDE_BY_SIDE;

const change = (
  tabs: readonly TerminalTab[],
  tabId: string,
  changed: (tab: TerminalTab) => TerminalTab,
): readonly TerminalTab[] => tabs.map((tab) => (tab.id === tabId ? changed(tab) : tab));

const newTab = (id: string, paneId: string): TerminalTab => ({
  id,
  panes: [paneId],
  sizes: [1],
  focused: paneId,
});

/**
 * Puts a terminal to the right of the focused one of a tab, and gives it the keys. The others keep their proportions. A
 * tab that is not there is made, at the end.
 */
export function addPane(tabs: readonly TerminalTab[], tabId: string, paneId: string): readonly TerminalTab[] {
  if (!tabs.some(({ id }) => id === tabId)) return [...tabs, newTab(tabId, paneId)];
  return change(tabs, tabId, ({ panes, sizes, focused }) => {
    const place = panes.indexOf(focused) + 1;
    const share = 1 / (panes.length + 1);
    const narrowed = sizes.map((size) => size * (1 - share));
    return {
      id: tabId,
      panes: panes.toSpliced(place, 0, paneId),
      sizes: narrowed.toSpliced(place, 0, share),
      focused: paneId,
    };
  });
}

/** Takes a terminal out; its tab goes with the last one, and keys go to the terminal on its left. */
export function removePane(tabs: readonly TerminalTab[], paneId: string): readonly TerminalTab[] {
  const tab = tabOf(tabs, paneId);
  if (tab === undefined) return tabs;
  const place = tab.panes.indexOf(paneId);
  const panes = tab.panes.filter((id) => id !== paneId);
  const first = panes[Math.max(0, place - 1)];
  if (first === undefined) return tabs.filter((other) => other !== tab);
  const left = 1 - (tab.sizes[place] ?? 0);
  const sizes = tab.sizes.filter((_, index) => index !== place).map((size) => size / left);
  const focused = tab.focused === paneId ? first : tab.focused;
  return change(tabs, tab.id, ({ id }) => ({ id, panes, sizes, focused }));
}

/** Gives a terminal of a split a tab of its own, beside the one that it was in. */
export function separatePane(
  tabs: readonly TerminalTab[],
  paneId: string,
  tabId: string,
): readonly TerminalTab[] {
  const tab = tabOf(tabs, paneId);
  if (tab === undefined || tab.panes.length === 1) return tabs;
  return removePane(tabs, paneId).toSpliced(tabs.indexOf(tab) + 1, 0, newTab(tabId, paneId));
}

/** Gives the keys to a terminal of its tab. */
export function focusPane(tabs: readonly TerminalTab[], paneId: string): readonly TerminalTab[] {
  const tab = tabOf(tabs, paneId);
  if (tab === undefined || tab.focused === paneId) return tabs;
  return change(tabs, tab.id, (before) => ({ ...before, focused: paneId }));
}

/** The terminal beside the focused one; at the edges, there is none. */
export const paneBeside = ({ panes, focused }: TerminalTab, step: 1 | -1): string | undefined =>
  panes[panes.indexOf(focused) + step];

/**
 * Moves an edge of a split.
 *
 * @param edge 0 is the edge between the first two terminals
 * @param by how far to the right, as a share of the tab's width
 */
export function moveEdge(
  tabs: readonly TerminalTab[],
  tabId: string,
  edge: number,
  by: number,
): readonly TerminalTab[] {
  return change(tabs, tabId, (tab) => {
    const [left = 0, right = 0] = tab.sizes.slice(edge, edge + 2);
    const moved = Math.max(LEAST_SIZE - left, Math.min(right - LEAST_SIZE, by));
    return { ...tab, sizes: tab.sizes.toSpliced(edge, 2, left + moved, right - moved) };
  });
}

/** Gives all terminals of a tab the same width. */
export const evenOut = (tabs: readonly TerminalTab[], tabId: string): readonly TerminalTab[] =>
  change(tabs, tabId, (tab) => ({ ...tab, sizes: tab.panes.map(() => 1 / tab.panes.length) }));

/** Moves a tab to a place among the others; a place beyond an end is that end. */
export function moveTab(tabs: readonly TerminalTab[], tabId: string, place: number): readonly TerminalTab[] {
  const from = tabs.findIndex(({ id }) => id === tabId);
  const tab = tabs[from];
  const to = Math.max(0, Math.min(tabs.length - 1, place));
  if (tab === undefined || from === to) return tabs;
  return tabs.toSpliced(from, 1).toSpliced(to, 0, tab);
}
