import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { shownName } from '../../../shared/file-name.js';
import { Button } from '../../ui/Button.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { formatBytes, formatCount, formatDateTime } from '../../ui/format.js';
import { Sheet } from '../../ui/Sheet.js';
import type { PaneContext } from '../commands.js';
import { modeText, octal, ownerText } from '../pane/file-words.js';
import type { Row } from '../pane/listing.js';
import { useMeasure } from './use-measure.js';

interface PropertiesSheetProps extends PaneContext {
  readonly rows: readonly Row[];
  readonly onClose: () => void;
}

/** All that is known of one file, or the sum of several. */
export function PropertiesSheet({ files, pane, rows, onClose }: PropertiesSheetProps) {
  const { t } = useTranslation();
  const paths = rows.map(({ name }) => pane.pathOf(name));
  const measure = useMeasure(files, pane.side, paths);
  const space = useSpace({ files, pane });
  const [row] = rows;
  const one = rows.length === 1 && row !== undefined ? row : null;
  const facts: (readonly [string, string])[] = [];
  if (one !== null) {
    const { entry } = one;
    facts.push([t('files.properties.kind'), t(`files.kind.${entry.kind}`)]);
    facts.push([t('files.properties.path'), shownName(pane.pathOf(one.name))]);
    if (entry.link !== null) facts.push([t('files.properties.target'), shownName(entry.link.target)]);
    if (entry.modifiedMs !== null) facts.push([t('files.column.modified'), formatDateTime(entry.modifiedMs)]);
    if (entry.mode !== null) facts.push([t('files.column.mode'), `${modeText(entry)}  ${octal(entry.mode)}`]);
    if (ownerText(entry) !== '') facts.push([t('files.column.owner'), ownerText(entry)]);
  }
  const size =
    measure === null
      ? t('files.properties.counting')
      : t('files.properties.bytes', { size: formatBytes(measure.bytes), bytes: formatCount(measure.bytes) });
  facts.push([t('files.column.size'), size]);
  if (measure !== null && measure.folders > 0)
    facts.push([
      t('files.properties.holds'),
      t('files.properties.counts', {
        files: formatCount(measure.files + measure.others),
        folders: formatCount(measure.folders),
      }),
    ]);
  if (space !== null)
    facts.push([
      t('files.properties.free'),
      t('files.properties.freeOf', {
        free: formatBytes(space.freeBytes),
        total: formatBytes(space.totalBytes),
      }),
    ]);
  return (
    <Sheet
      title={one?.shown ?? t('files.properties.several', { count: rows.length })}
      onClose={onClose}
      width={480}
    >
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name} className="facts-line">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="sheet-actions">
        <CopyButton
          text={paths.map(shownName).join('\n')}
          label={t('files.command.copy-path')}
          look="words"
        />
        <Button onPress={onClose} autoFocus>
          {t('common.close')}
        </Button>
      </div>
    </Sheet>
  );
}

/** Room on the disk that a pane's folder is on; null until it is known, or when it cannot be. */
function useSpace({ files, pane }: PaneContext) {
  const [space, setSpace] = useState<{ freeBytes: number; totalBytes: number } | null>(null);
  useEffect(() => {
    files.call('space', { side: pane.side, path: pane.state.path }).then(
      setSpace,
      // Some servers cannot tell.
      () => undefined,
    );
  }, [files, pane]);
  return space;
}
