import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showPolicies } from '../iam/iam-store.js';
import { PowerMenu } from '../power/PowerMenu.js';
import { Button } from '../ui/Button.js';
import { formatCount } from '../ui/format.js';
import { nodeName } from '../ui/node-name.js';
import { Sheet } from '../ui/Sheet.js';
import type { IndexedNode } from '../../shared/query/indexed-node.js';
import { CopyMenu } from './CopyMenu.js';

/** More terminals at once than anybody means by accident. */
const ASK_ABOVE = 5;

interface SeveralNodesProps {
  readonly entries: readonly IndexedNode[];
  readonly onConnect: (id: string) => void;
}

/** The right pane while several nodes are selected: how many, and what can be done with all of them. */
export function SeveralNodes({ entries, onConnect }: SeveralNodesProps) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const ready = entries.filter(({ reach }) => reach === 'ready');
  const connectAll = () => {
    setAsking(false);
    for (const { id } of ready) onConnect(id);
  };
  const ids = entries.map(({ id }) => id);
  return (
    <>
      <header>
        <h2 className="fleet-details-name">{t('details.several', { count: entries.length })}</h2>
        <p className="muted">{t('details.severalReady', { count: ready.length })}</p>
      </header>
      <div className="fleet-details-actions">
        <Button
          look="primary"
          isDisabled={ready.length === 0}
          onPress={() => (ready.length > ASK_ABOVE ? setAsking(true) : connectAll())}
        >
          {t('details.connectAll', { count: ready.length })}
        </Button>
        <PowerMenu nodes={entries.map(({ node }) => node)} />
        <CopyMenu entries={entries} />
        <Button onPress={() => showPolicies('allow', ids)}>{t('details.policy')}</Button>
      </div>
      {isAsking && (
        <Sheet
          title={t('details.connectMany', { count: ready.length })}
          role="alertdialog"
          onClose={() => setAsking(false)}
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
            <Button onPress={() => setAsking(false)}>{t('common.cancel')}</Button>
            <Button look="primary" onPress={connectAll} autoFocus>
              {t('details.connectAll', { count: ready.length })}
            </Button>
          </div>
        </Sheet>
      )}
    </>
  );
}
