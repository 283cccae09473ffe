import { useTranslation } from 'react-i18next';
import { toProblem } from '../../../shared/problem.js';
import { Button } from '../../ui/Button.js';
import { formatBytes, formatCount } from '../../ui/format.js';
import { nodeName } from '../../ui/node-name.js';
import { Sheet } from '../../ui/Sheet.js';
import { Spinner } from '../../ui/Spinner.js';
import type { PaneContext } from '../commands.js';
import type { Row } from '../pane/listing.js';
import { useMeasure } from './use-measure.js';

interface RemoveSheetProps extends PaneContext {
  readonly rows: readonly Row[];
  readonly onClose: () => void;
}

/** Names that are listed before it says how many more there are. */
const MOST_NAMES = 6;

/** Asks before files are removed for good, with all that is in the folders counted. */
export function RemoveSheet({ files, pane, rows, onClose }: RemoveSheetProps) {
  const { t } = useTranslation();
  const paths = rows.map(({ name }) => pane.pathOf(name));
  const hasFolders = rows.some(({ entry }) => entry.kind === 'directory');
  const measure = useMeasure(files, pane.side, hasFolders ? paths : []);
  const place = pane.side === 'remote' ? nodeName(files.session.node) : t('files.thisComputer');
  const remove = () => {
    onClose();
    files
      .addJob({ kind: 'remove', side: pane.side, paths })
      .catch((error: unknown) => pane.store.setState({ notice: toProblem(error) }));
  };
  return (
    <Sheet
      title={t('files.remove.title', { count: rows.length, name: rows[0]?.shown ?? '' })}
      subtitle={t('files.remove.where', { place })}
      role="alertdialog"
      width={460}
      onClose={onClose}
    >
      <ul className="files-names selectable">
        {rows.slice(0, MOST_NAMES).map(({ name, shown }) => (
          <li key={name}>{shown}</li>
        ))}
        {rows.length > MOST_NAMES && (
          <li className="muted">{t('files.remove.more', { count: rows.length - MOST_NAMES })}</li>
        )}
      </ul>
      {hasFolders && (
        <p className="muted" aria-live="polite">
          {measure === null ? (
            <span className="files-counting">
              <Spinner /> {t('files.remove.counting')}
            </span>
          ) : (
            t('files.remove.counted', {
              files: formatCount(measure.files + measure.others),
              folders: formatCount(measure.folders),
              size: formatBytes(measure.bytes),
            })
          )}
        </p>
      )}
      <p>{t('files.remove.forGood')}</p>
      <div className="sheet-actions">
        <Button onPress={onClose} autoFocus>
          {t('common.cancel')}
        </Button>
        <Button look="danger" onPress={remove}>
          {t('files.command.remove')}
        </Button>
      </div>
    </Sheet>
  );
}
