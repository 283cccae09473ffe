import type { FleetLook } from '../../shared/contract/index.js';
import { call } from '../bridge.js';
import { isColumn } from './find/columns.js';
import { show, useFleet, type FleetState } from './store.js';

/** Dragging a column's edge changes its width all the time. */
const KEEP_AFTER_MS = 400;

/** Brings back the look of the last run, and keeps what changes from then on; the function returned stops that. */
export function followLook(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop: () => void = () => undefined;
  let isStopped = false;
  const keep = () => {
    timer = undefined;
    // A disk that is full loses the look, and nothing else; the next change tries again.
    void call('fleet.keepLook', { look: lookOf(useFleet.getState()) }).catch(() => undefined);
  };
  const follow = () => {
    if (isStopped) return;
    stop = useFleet.subscribe((state, before) => {
      if (!isOtherLook(state, before)) return;
      clearTimeout(timer);
      timer = setTimeout(keep, KEEP_AFTER_MS);
    });
  };
  call('fleet.look', {})
    .then(({ look }) => {
      if (look !== null) take(look);
    })
    // Without it the table is as new.
    .catch(() => undefined)
    .finally(follow);
  const keepNow = () => {
    if (timer === undefined) return;
    clearTimeout(timer);
    keep();
  };
  window.addEventListener('pagehide', keepNow);
  return () => {
    isStopped = true;
    stop();
    window.removeEventListener('pagehide', keepNow);
    keepNow();
  };
}

const isOtherLook = (state: FleetState, before: FleetState): boolean =>
  state.sort !== before.sort ||
  state.groupBy !== before.groupBy ||
  state.columns !== before.columns ||
  state.filters !== before.filters ||
  state.marks.favourites !== before.marks.favourites ||
  state.marks.visits !== before.marks.visits;

function lookOf({ sort, groupBy, columns, marks, filters }: FleetState): FleetLook {
  return {
    sort,
    groupBy,
    columns: columns.map((look) => ({ ...look })),
    favourites: [...marks.favourites],
    visits: Object.fromEntries(marks.visits),
    filters: filters.map((filter) => ({ ...filter })),
  };
}

/** Takes what is known of it: a later version may have had other columns. */
function take({ sort, groupBy, columns, favourites, visits, filters }: FleetLook): void {
  const known = columns.flatMap(({ column, width }) => (isColumn(column) ? [{ column, width }] : []));
  if (known.some(({ column }) => column === 'name')) useFleet.setState({ columns: known });
  const { marks } = useFleet.getState();
  useFleet.setState({ filters });
  show({
    ...(isColumn(sort.column) ? { sort: { column: sort.column, direction: sort.direction } } : {}),
    groupBy: groupBy !== null && isColumn(groupBy) ? groupBy : null,
    marks: { ...marks, favourites: new Set(favourites), visits: new Map(Object.entries(visits)) },
  });
}
