import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showPolicies } from '../iam/iam-store.js';
import { PowerMenu } from '../power/PowerMenu.js';
import { Button } from '../ui/Button.js';
import { formatCount } from '../ui/format.js';
import { nodeName } from '../ui/node-name.js';
import { Sheet } from '../ui/Sheet.js';
import { MOST_SIDE_BY_SIDE } from '../ui/side-by-side.js';
import { mayBeReachable } from '../../shared/node.js';
import type { IndexedNode } from '../../shared/query/indexed-node.js';
import { CopyMenu } from './CopyMenu.js';

/** More terminals at once than anybody means by accident. */
const ASK_ABOVE = 5;

/** In a tab each, or side by side. */
type Way = 'tabs' | 'split';

interface SeveralNodesProps {
  readonly entries: readonly IndexedNode[];
  readonly onConnect: (id: string) => void;
  /** Opens nodes side by side. */
  readonly onSplit: (ids: readonly string[]) => void;
}

/** The right pane while several nodes are selected: how many, and what can be done with all of them. */
export function SeveralNodes({ entries, onConnect, onSplit }: SeveralNodesProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Way | null>(null);
  const ready = entries.filter(({ reach }) => mayBeReachable(reach));
  const readyIds = ready.map(({ id }) => id);
  const open: Readonly<Record<Way, () => void>> = {
    tabs: () => readyIds.forEach(onConnect),
    split: () => onSplit(readyIds),
  };
  const words: Readonly<Record<Way, string>> = {
    tabs: t('details.connectAll', { count: ready.length }),
    split: t('details.split', { count: Math.ceil(ready.length / MOST_SIDE_BY_SIDE) }),
  };
  const ask = (way: Way) => {
    if (ready.length > ASK_ABOVE) setAsking(way);
    else open[way]();
  };
  const ids = entries.map(({ id }) => id);
  return (
    <>
      <header>
        <h2 className="fleet-details-name">{t('details.several', { count: entries.length })}</h2>
        <p className="muted">{t('details.severalReady', { count: ready.length })}</p>
      </header>
      <div className="fleet-details-actions">
        <Button look="primary" isDisabled={ready.length === 0} onPress={() => ask('tabs')}>
          {words.tabs}
        </Button>
        {ready.length > 1 && <Button onPress={() => ask('split')}>{words.split}</Button>}
        <PowerMenu nodes={entries.map(({ node }) => node)} />
        <CopyMenu entries={entries} />
        <Button onPress={() => showPolicies('allow', ids)}>{t('details.policy')}</Button>
      </div>
      {asking !== null && (
        <Sheet
          title={t('details.connectMany', { count: ready.length })}
          role="alertdialog"
          onClose={() => setAsking(null)}
        >
          <p>{t('details.connectManyWhy', { count: ready.length })}</p>
          <p className="muted">
            {ready
              .slice(0, ASK_ABOVE)
              .map(({ node }) => nodeName(node))
              .join(', ')}
            {ready.length > ASK_ABOVE && `, +${formatCount(ready.length - ASK_ABOVE)}`}
          </p>
          <div className="sheet-actions">
            <Button onPress={() => setAsking(null)}>{t('common.cancel')}</Button>
            <Button
              look="primary"
              onPress={() => {
                setAsking(null);
                open[asking]();
              }}
              autoFocus
            >
              {words[asking]}
            </Button>
          </div>
        </Sheet>
      )}
    </>
  );
}
