import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import type { FleetSource } from '../../shared/contract/index.js';
import { formatCount } from '../ui/format.js';
import { StateDot, type Tone } from '../ui/StateDot.js';
import { useFleet, type View } from './store.js';

const views: readonly View[] = ['all', 'ready', 'notReady', 'connected'];

function byProfile(sources: readonly FleetSource[]): ReadonlyMap<string, readonly FleetSource[]> {
  const profiles = new Map<string, FleetSource[]>();
  for (const source of sources) {
    profiles.set(source.profile, [...(profiles.get(source.profile) ?? []), source]);
  }
  return profiles;
}

interface SourcesProps {
  readonly connectedCount: number;
}

/** The left pane: ways to look at the fleet, and the places that it is listed from. */
export function Sources({ connectedCount }: SourcesProps) {
  const { t } = useTranslation();
  const sources = useFleet((state) => state.sources);
  const profiles = useMemo(() => byProfile(sources), [sources]);
  return (
    <div className="fleet-sources">
      <Views connectedCount={connectedCount} />
      {profiles.size > 0 && (
        <section aria-labelledby="fleet-sources-title">
          <h2 id="fleet-sources-title" className="fleet-pane-title">
            {t('fleet.sources.label')}
          </h2>
          {[...profiles].map(([profile, regions]) => (
            <div key={profile}>
              <h3 className="fleet-source-profile">{profile}</h3>
              <ul>
                {regions.map((source) => (
                  <Source key={source.id} source={source} />
                ))}
              </ul>
            </div>
          ))}
        </section>
      )}
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

const tones: Record<FleetSource['status'], Tone> = {
  off: 'idle',
  loading: 'busy',
  ready: 'ok',
  failed: 'bad',
};

function Source({ source }: { readonly source: FleetSource }) {
  const { t } = useTranslation();
  const words: Record<FleetSource['status'], string> = {
    off: t('fleet.sources.off'),
    loading: t('fleet.sources.loading'),
    ready: formatCount(source.count),
    failed: t('fleet.sources.failed'),
  };
  return (
    <li className="fleet-source" title={source.accountId ?? undefined}>
      <StateDot tone={tones[source.status]} />
      <span className="fleet-text">{source.region ?? t('fleet.sources.noRegion')}</span>
      <span className="fleet-count">{words[source.status]}</span>
    </li>
  );
}
