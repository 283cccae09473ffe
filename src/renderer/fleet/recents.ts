import { neighbourOf } from './find/neighbour.js';
import { selectNode } from './selection.js';
import { show, useFleet, wholeRows } from './store.js';

/** Takes nodes off the recent ones, as if they had never been used; the keyboard goes on from where it was. */
export function forgetVisits(ids: readonly string[]): void {
  const { found } = wholeRows();
  const { marks, selectedId } = useFleet.getState();
  const gone = new Set(ids);
  const next =
    selectedId !== null && gone.has(selectedId) ? neighbourOf(found, selectedId, gone) : selectedId;
  show({ marks: { ...marks, visits: new Map([...marks.visits].filter(([id]) => !gone.has(id))) } });
  selectNode(next);
}
