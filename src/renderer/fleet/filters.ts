import type { SavedFilter } from '../../shared/contract/index.js';
import { show, useFleet } from './store.js';

const byName = (filters: readonly SavedFilter[]): SavedFilter[] =>
  [...filters].sort((a, b) => a.name.localeCompare(b.name));

/** Whether a name is taken, however it is written. */
export const isTaken = (name: string): boolean =>
  useFleet.getState().filters.some((filter) => filter.name.toLowerCase() === name.trim().toLowerCase());

/** Keeps a search under a name; one that has the name already takes the new search. */
export function saveFilter(name: string, query: string): void {
  const saved = { name: name.trim(), query: query.trim() };
  useFleet.setState(({ filters }) => ({
    filters: byName([
      ...filters.filter((each) => each.name.toLowerCase() !== saved.name.toLowerCase()),
      saved,
    ]),
  }));
}

/** Gives a kept search another name. */
export const renameFilter = (filter: SavedFilter, name: string): void =>
  useFleet.setState(({ filters }) => ({
    filters: byName(filters.map((each) => (each === filter ? { ...each, name: name.trim() } : each))),
  }));

export const deleteFilter = (filter: SavedFilter): void =>
  useFleet.setState(({ filters }) => ({ filters: filters.filter((each) => each !== filter) }));

/** Searches as kept, among all nodes. */
export const applyFilter = ({ query }: SavedFilter): void => show({ query, view: 'all' });
