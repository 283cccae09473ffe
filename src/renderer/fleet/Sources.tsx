import { memo } from 'react';
import { SourceList } from '../sources/SourceList.js';
import { Facets } from './Facets.js';
import { Filters } from './Filters.js';
import { Views } from './Views.js';

/** The left pane: ways to look at the fleet, the places that it is listed from, and what to narrow it by. */
export const Sources = memo(function Sources() {
  return (
    <div className="fleet-sources">
      <Views />
      <Filters />
      <SourceList />
      <Facets />
    </div>
  );
});
