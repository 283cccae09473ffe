import { SearchX, ServerOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { showAddSource } from '../sources/sources-store.js';
import { Button } from '../ui/Button.js';
import { refreshFleet, show, useFleet } from './store.js';

/** AWS answered, and there is no node. */
export function FleetEmpty() {
  const { t } = useTranslation();
  const sources = useFleet((state) => state.sources);
  const listed = sources.filter(({ status }) => status !== 'off');
  if (listed.length === 0) return <AllOff />;
  const place = listed.map(({ region, profile }) => region ?? profile).join(', ');
  return (
    <section className="fleet-empty" role="status">
      <ServerOff size={26} aria-hidden />
      <h2>{t('fleet.empty.title', { place })}</h2>
      <p className="muted">{t('fleet.empty.why')}</p>
      <p className="muted">{t('fleet.empty.next')}</p>
      <Button onPress={() => void refreshFleet()}>{t('fleet.refresh')}</Button>
    </section>
  );
}

function AllOff() {
  const { t } = useTranslation();
  return (
    <section className="fleet-empty" role="status">
      <ServerOff size={26} aria-hidden />
      <h2>{t('sources.allOff.title')}</h2>
      <p className="muted">{t('sources.allOff.why')}</p>
      <Button onPress={showAddSource}>{t('fleet.sources.add')}</Button>
    </section>
  );
}

/** There are nodes, but none that the search and the view let through. */
export function FleetNoMatch({ query }: { readonly query: string }) {
  const { t } = useTranslation();
  const isSearch = query.trim() !== '';
  return (
    <section className="fleet-empty" role="status">
      <SearchX size={26} aria-hidden />
      <h2>{isSearch ? t('fleet.noMatch.title', { query: query.trim() }) : t('fleet.noMatch.viewTitle')}</h2>
      {isSearch && <p className="muted">{t('fleet.noMatch.next')}</p>}
      <Button onPress={() => show({ query: '', view: 'all' })}>{t('fleet.noMatch.showAll')}</Button>
    </section>
  );
}
