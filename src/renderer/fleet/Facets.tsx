import { Check, ChevronRight } from 'lucide-react';
import { memo, useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Disclosure, DisclosurePanel } from 'react-aria-components/Disclosure';
import { Heading } from 'react-aria-components/Heading';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { formatCount } from '../ui/format.js';
import { columnTitle } from './column-title.js';
import { asksFor, chosenCount, facetsOf, facetValues, toggleFacet, type Facet } from './find/facets.js';
import { groupTitle } from './group-title.js';
import { search, useFleet, vocabulary } from './store.js';

/** Values that show before somebody asks for more. */
const FIRST_VALUES = 8;
/** Whoever wants one of more types it. */
const MOST_VALUES = 100;

/** What the fleet can be narrowed by, with the values that its nodes have; a click puts one into the search. */
export function Facets() {
  const { t } = useTranslation();
  useFleet((state) => state.revision);
  return (
    <section aria-label={t('fleet.facets.label')}>
      <h2 className="fleet-pane-title">{t('fleet.facets.label')}</h2>
      {facetsOf(vocabulary()).map((facet) => (
        <FacetLine key={facet} facet={facet} />
      ))}
    </section>
  );
}

const FacetLine = memo(function FacetLine({ facet }: { readonly facet: Facet }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const chosen = useFleet(({ rows }) => chosenCount(rows.query, facet));
  const title = columnTitle(t, facet);
  return (
    <Disclosure className="facet" isExpanded={isOpen} onExpandedChange={setOpen}>
      <Heading level={3} className="facet-heading">
        <AriaButton slot="trigger" className="facet-trigger">
          <ChevronRight size={13} aria-hidden />
          <span className="fleet-text">{title}</span>
          {chosen > 0 && (
            <span className="facet-chosen" aria-label={t('fleet.facets.chosen', { count: chosen })}>
              {formatCount(chosen)}
            </span>
          )}
        </AriaButton>
      </Heading>
      <DisclosurePanel>{isOpen && <LiveValues facet={facet} title={title} />}</DisclosurePanel>
    </Disclosure>
  );
});

interface FacetValuesProps {
  readonly facet: Facet;
  readonly title: string;
  /** That of the fleet whose values are shown: they are worked out again when it changes. */
  readonly revision: number;
}

/** Counts are kept as nodes come; drawing them is put off while there is something better to do. */
function LiveValues(props: Omit<FacetValuesProps, 'revision'>) {
  const revision = useDeferredValue(useFleet((state) => state.revision));
  return <FacetValues {...props} revision={revision} />;
}

const FacetValues = memo(function FacetValues({ facet, title }: FacetValuesProps) {
  const { t } = useTranslation();
  const [isWhole, setWhole] = useState(false);
  const query = useFleet(({ rows }) => rows.query);
  const values = facetValues(vocabulary(), facet);
  const shown = values.slice(0, isWhole ? MOST_VALUES : FIRST_VALUES);
  const chosen = values.filter(({ value }) => asksFor(query, facet, value)).map(({ value }) => value);
  return (
    <>
      <ListBox
        aria-label={title}
        className="fleet-views facet-values"
        selectionMode="multiple"
        selectedKeys={chosen}
        onSelectionChange={(keys) => {
          const now = keys === 'all' ? new Set(values.map(({ value }) => value)) : keys;
          const changed = values.find(({ value }) => now.has(value) !== chosen.includes(value));
          if (changed) search(toggleFacet(query.text, facet, changed.value, values));
        }}
      >
        {shown.map(({ value, count }) => (
          <ListBoxItem key={value} id={value} textValue={value} className="fleet-view facet-value">
            <Check size={12} className="facet-check" aria-hidden />
            <span className="fleet-text" title={value}>
              {groupTitle(t, facet, value)}
            </span>
            <span className="fleet-count">{formatCount(count)}</span>
          </ListBoxItem>
        ))}
      </ListBox>
      {values.length > shown.length && !isWhole && (
        <AriaButton className="button button-link facet-more" onPress={() => setWhole(true)}>
          {t('fleet.facets.more', { count: values.length - shown.length })}
        </AriaButton>
      )}
    </>
  );
});
