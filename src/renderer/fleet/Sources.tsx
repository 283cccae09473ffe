import { SourceList } from '../sources/SourceList.js';
import { Views } from './Views.js';

/** The left pane: ways to look at the fleet, and the places that it is listed from. */
export function Sources() {
  return (
    <div className="fleet-sources">
      <Views />
      <SourceList />
    </div>
  );
}
