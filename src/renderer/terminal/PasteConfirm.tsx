import { useTranslation } from 'react-i18next';
import { Button } from '../ui/Button.js';
import { Sheet } from '../ui/Sheet.js';
import { pasteLines } from './paste.js';

const PREVIEW_LINES = 8;

interface PasteConfirmProps {
  readonly text: string;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** Asks before lines are pasted into a shell that would run them at once. */
export function PasteConfirm({ text, onConfirm, onCancel }: PasteConfirmProps) {
  const { t } = useTranslation();
  const lines = pasteLines(text);
  const more = lines.length - PREVIEW_LINES;
  return (
    <Sheet
      title={t('terminal.paste.title', { count: lines.length })}
      onClose={onCancel}
      role="alertdialog"
      width={520}
    >
      <p>{t('terminal.paste.why')}</p>
      <div>
        <pre className="paste-preview mono" tabIndex={0} aria-label={t('terminal.paste.preview')}>
          {lines.slice(0, PREVIEW_LINES).join('\n')}
        </pre>
        {more > 0 && <p className="muted">{t('terminal.paste.more', { count: more })}</p>}
      </div>
      <div className="sheet-actions">
        <Button onPress={onCancel}>{t('common.cancel')}</Button>
        <Button look="primary" onPress={onConfirm} autoFocus>
          {t('terminal.paste.confirm')}
        </Button>
      </div>
    </Sheet>
  );
}
