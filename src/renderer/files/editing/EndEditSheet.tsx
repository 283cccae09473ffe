import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.js';
import { Sheet } from '../../ui/Sheet.js';
import { endEdit } from './edits.js';

interface EndEditSheetProps {
  readonly editId: string;
  readonly name: string;
  readonly onClose: () => void;
}

/** Asks before changes that the node has not got are deleted. */
export function EndEditSheet({ editId, name, onClose }: EndEditSheetProps) {
  const { t } = useTranslation();
  const discard = () => {
    onClose();
    void endEdit(editId).catch(() => undefined);
  };
  return (
    <Sheet title={t('editing.ending.title', { name })} role="alertdialog" width={440} onClose={onClose}>
      <p>{t('editing.ending.unsaved')}</p>
      <div className="sheet-actions">
        <Button onPress={onClose} autoFocus>
          {t('common.cancel')}
        </Button>
        <Button look="danger" onPress={discard}>
          {t('editing.ending.discard')}
        </Button>
      </div>
    </Sheet>
  );
}
