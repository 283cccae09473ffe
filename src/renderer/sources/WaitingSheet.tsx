import { useTranslation } from 'react-i18next';
import { call } from '../bridge.js';
import { Button } from '../ui/Button.js';
import { formatDuration } from '../ui/format.js';
import { Sheet } from '../ui/Sheet.js';
import { Spinner } from '../ui/Spinner.js';
import { useNow } from '../ui/use-now.js';
import { attempt, useSources } from './sources-store.js';

/** Says that the browser waits for a confirmation, with the code to compare; closes by itself when that is done. */
export function WaitingSheet() {
  const { t } = useTranslation();
  const waiting = useSources((state) => state.waiting);
  const now = useNow(1_000);
  if (waiting === null) return null;
  const { signInId, userCode, startUrl, expiresAt } = waiting;
  const cancel = () => {
    useSources.setState({ waiting: null });
    void attempt(() => call('sso.cancel', { signInId }));
  };
  return (
    <Sheet title={t('sources.waiting.title')} subtitle={startUrl} width={460} onClose={cancel}>
      <p>{t('sources.waiting.what')}</p>
      {/* A paragraph as such cannot have a name. */}
      <p className="source-code mono selectable" role="group" aria-label={t('sources.waiting.code')}>
        {userCode}
      </p>
      {/* Not a status: it would be read out every second in the last minute. */}
      <p className="source-wait muted" role="timer">
        <Spinner /> {t('sources.waiting.left', { time: formatDuration(Math.max(0, expiresAt - now)) })}
      </p>
      <div className="sheet-actions">
        <Button onPress={cancel}>{t('common.cancel')}</Button>
        <Button onPress={() => void attempt(() => call('sso.openPage', { signInId }))}>
          {t('sources.waiting.openAgain')}
        </Button>
      </div>
    </Sheet>
  );
}
