import { useTranslation } from 'react-i18next';
import type { IndexedNode } from '../../shared/query/indexed-node.js';
import { showPolicies } from '../iam/iam-store.js';
import { PowerMenu } from '../power/PowerMenu.js';
import { Button } from '../ui/Button.js';
import { KeyHint } from '../ui/KeyHint.js';
import { CopyMenu } from './CopyMenu.js';
import { openable, openAll, type Openers } from './opening.js';
import { openingWords } from './OpeningSheet.js';

interface SeveralNodesProps {
  readonly entries: readonly IndexedNode[];
  readonly openers: Openers;
}

/** The right pane while several nodes are selected: how many, and what can be done with all of them. */
export function SeveralNodes({ entries, openers }: SeveralNodesProps) {
  const { t } = useTranslation();
  const count = openable(entries).length;
  const ids = entries.map(({ id }) => id);
  return (
    <>
      <header>
        <h2 className="fleet-details-name">{t('details.several', { count: entries.length })}</h2>
        <p className="muted">{t('details.severalReady', { count })}</p>
      </header>
      <div className="fleet-details-actions">
        <Button look="primary" isDisabled={count === 0} onPress={() => openAll('tabs', entries, openers)}>
          {openingWords(t, 'tabs', count)}
          <KeyHint>↵</KeyHint>
        </Button>
        {count > 1 && (
          <Button onPress={() => openAll('split', entries, openers)}>
            {openingWords(t, 'split', count)}
          </Button>
        )}
        <PowerMenu nodes={entries.map(({ node }) => node)} />
        <CopyMenu entries={entries} />
        <Button onPress={() => showPolicies('allow', ids)}>{t('details.policy')}</Button>
      </div>
    </>
  );
}
