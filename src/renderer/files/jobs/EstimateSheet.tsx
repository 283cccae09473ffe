import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.js';
import { formatBytes, formatCount, formatDuration } from '../../ui/format.js';
import { Sheet } from '../../ui/Sheet.js';
import { Spinner } from '../../ui/Spinner.js';
import { useFilesPreferences } from '../preferences-store.js';
import { useCopyQuestion } from './start-copy.js';

/** Says how big a copy is and how long it may take, before it begins. */
export function EstimateSheet() {
  const { t } = useTranslation();
  const question = useCopyQuestion((state) => state.question);
  const sessions = useFilesPreferences((state) => state.jobs.sessions);
  if (question === null) return null;
  const { measure, copy, answer } = question;
  const isDownload = copy.from.side === 'remote';
  return (
    <Sheet
      title={measure === null ? t('files.estimate.counting') : t('files.estimate.title')}
      onClose={() => answer(false)}
      width={440}
    >
      {measure === null ? (
        <p className="muted files-counting">
          <Spinner /> {t('files.estimate.countingWhy')}
        </p>
      ) : (
        <>
          <dl className="facts">
            <dt>{t('files.estimate.files')}</dt>
            <dd>{formatCount(measure.files)}</dd>
            <dt>{t('files.estimate.folders')}</dt>
            <dd>{formatCount(measure.folders)}</dd>
            <dt>{t('files.estimate.size')}</dt>
            <dd>{formatBytes(measure.bytes)}</dd>
            <dt>{t('files.estimate.time')}</dt>
            <dd>{t('files.estimate.about', { time: formatDuration(measure.seconds * 1000) })}</dd>
          </dl>
          <p className="muted">
            {isDownload ? t('files.estimate.whyDown', { count: sessions }) : t('files.estimate.whyUp')}
          </p>
        </>
      )}
      <div className="sheet-actions">
        <Button onPress={() => answer(false)}>{t('common.cancel')}</Button>
        <Button look="primary" onPress={() => answer(true)} autoFocus>
          {measure === null ? t('files.estimate.withoutCounting') : t('files.estimate.copy')}
        </Button>
      </div>
    </Sheet>
  );
}
