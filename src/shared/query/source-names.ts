import type { FleetSource } from '../contract/index.js';

// One window, one set of sources: a name that every row, search and sort looks up is not worth passing through them all.
let names: ReadonlyMap<string, string> = new Map();

/** Takes the sources' names; tells whether any is new, so that what is sorted or searched by them must be done again. */
export function setSourceNames(sources: readonly Pick<FleetSource, 'id' | 'profile' | 'region'>[]): boolean {
  const next = new Map(
    sources.map(({ id, profile, region }) => [id, [profile, region].filter(Boolean).join(' ')]),
  );
  const isNew = next.size !== names.size || [...next].some(([id, name]) => names.get(id) !== name);
  names = next;
  return isNew;
}

/** What people call a source: its profile and region. */
export const sourceName = (sourceId: string): string => names.get(sourceId) ?? sourceId;
