import { useTranslation } from 'react-i18next';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { formatCount } from '../ui/format.js';
import { views, type View } from './find/row-list.js';
import { notReachableCount, readyCount, show, useFleet, type FleetState } from './store.js';

function countOf(view: View, { nodes, marks }: FleetState): number {
  switch (view) {
    case 'all':
      return nodes.size;
    case 'ready':
      return readyCount();
    case 'notReady':
      return notReachableCount();
    case 'favourites':
      return knownOf(marks.favourites, nodes);
    case 'recent':
      return knownOf(marks.visits.keys(), nodes);
    case 'connected':
      return knownOf(marks.connected, nodes);
  }
}

/** How many of the ids are nodes of the fleet: a favourite may be of an account that is not listed now. */
const knownOf = (ids: Iterable<string>, nodes: FleetState['nodes']): number =>
  [...ids].filter((id) => nodes.has(id)).length;

/** Ways to look at the fleet, each with how many nodes it has. */
export function Views() {
  const { t } = useTranslation();
  const view = useFleet((state) => state.view);
  return (
    <section>
      <h2 className="fleet-pane-title" aria-hidden>
        {t('fleet.views.label')}
      </h2>
      <ListBox
        aria-label={t('fleet.views.label')}
        className="fleet-views"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[view]}
        onSelectionChange={(keys) => {
          const chosen = views.find((candidate) => keys !== 'all' && keys.has(candidate));
          if (chosen) show({ view: chosen });
        }}
      >
        {views.map((id) => (
          <ListBoxItem key={id} id={id} textValue={t(`fleet.views.${id}`)} className="fleet-view">
            <span>{t(`fleet.views.${id}`)}</span>
            <ViewCount view={id} />
          </ListBoxItem>
        ))}
      </ListBox>
    </section>
  );
}

function ViewCount({ view }: { readonly view: View }) {
  const count = useFleet((state) => countOf(view, state));
  return <span className="fleet-count">{formatCount(count)}</span>;
}
