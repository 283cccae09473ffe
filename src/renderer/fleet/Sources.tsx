import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { SourceList } from '../sources/SourceList.js';
import { formatCount } from '../ui/format.js';
import { useFleet, type View } from './store.js';

const views: readonly View[] = ['all', 'ready', 'notReady', 'connected'];

interface SourcesProps {
  readonly connectedCount: number;
}

/** The left pane: ways to look at the fleet, and the places that it is listed from. */
export function Sources({ connectedCount }: SourcesProps) {
  return (
    <div className="fleet-sources">
      <Views connectedCount={connectedCount} />
      <SourceList />
    </div>
  );
}

function Views({ connectedCount }: SourcesProps) {
  const { t } = useTranslation();
  const nodes = useFleet((state) => state.nodes);
  const view = useFleet((state) => state.view);
  const counts = useMemo<Record<View, number>>(() => {
    const ready = [...nodes.values()].filter((entry) => entry.reach === 'ready').length;
    return { all: nodes.size, ready, notReady: nodes.size - ready, connected: connectedCount };
  }, [nodes, connectedCount]);
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
          if (chosen) useFleet.setState({ view: chosen });
        }}
      >
        {views.map((id) => (
          <ListBoxItem key={id} id={id} textValue={t(`fleet.views.${id}`)} className="fleet-view">
            <span>{t(`fleet.views.${id}`)}</span>
            <span className="fleet-count">{formatCount(counts[id])}</span>
          </ListBoxItem>
        ))}
      </ListBox>
    </section>
  );
}
