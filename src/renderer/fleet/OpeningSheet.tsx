import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/Button.js';
import { formatCount } from '../ui/format.js';
import { nodeName } from '../ui/node-name.js';
import { Sheet } from '../ui/Sheet.js';
import { MOST_SIDE_BY_SIDE } from '../ui/side-by-side.js';
import { ASK_ABOVE, dismissOpening, useOpening, type Openers, type Way } from './opening.js';

/** What opening so many nodes is called. */
export const openingWords = (t: TFunction, way: Way, count: number): string =>
  way === 'tabs'
    ? t('details.connectAll', { count })
    : t('details.split', { count: Math.ceil(count / MOST_SIDE_BY_SIDE) });

/** Asks before many terminals are opened at once. */
export function OpeningSheet({ openers }: { readonly openers: Openers }) {
  const { t } = useTranslation();
  const asking = useOpening((state) => state.asking);
  if (asking === null) return null;
  const { way, entries } = asking;
  const count = entries.length;
  return (
    <Sheet title={t('details.connectMany', { count })} role="alertdialog" onClose={dismissOpening}>
      <p>{t('details.connectManyWhy', { count })}</p>
      <p className="muted">
        {entries
          .slice(0, ASK_ABOVE)
          .map(({ node }) => nodeName(node))
          .join(', ')}
        {count > ASK_ABOVE && `, +${formatCount(count - ASK_ABOVE)}`}
      </p>
      <div className="sheet-actions">
        <Button onPress={dismissOpening}>{t('common.cancel')}</Button>
        <Button
          look="primary"
          onPress={() => {
            dismissOpening();
            openers[way](entries.map(({ id }) => id));
          }}
          autoFocus
        >
          {openingWords(t, way, count)}
        </Button>
      </div>
    </Sheet>
  );
}
