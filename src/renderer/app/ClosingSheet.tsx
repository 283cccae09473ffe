import { useTranslation } from 'react-i18next';
import { shownName } from '../../shared/file-name.js';
import { isUnsaved } from '../files/editing/edits-store.js';
import { Button } from '../ui/Button.js';
import { nodeName } from '../ui/node-name.js';
import { baseName } from '../ui/path.js';
import { Sheet } from '../ui/Sheet.js';
import { answerClosing, useClosing } from './closing.js';

/** Asks before terminals are closed whose jobs or edited files are not finished. */
export function ClosingQuestion() {
  const { t } = useTranslation();
  const closing = useClosing((state) => state.closing);
  if (closing === null) return null;
  const { sessions, jobs, edits } = closing;
  const names = sessions.map(({ node }) => nodeName(node)).join(', ');
  const unsaved = edits.filter(isUnsaved);
  const open = edits.filter((edit) => !isUnsaved(edit));
  const list = (some: typeof edits) => some.map(({ path }) => shownName(baseName(path))).join(', ');
  return (
    <Sheet
      title={t('closing.title', { name: names })}
      role="alertdialog"
      width={460}
      onClose={() => answerClosing(false)}
    >
      {jobs > 0 && <p>{t('closing.jobs', { count: jobs })}</p>}
      {unsaved.length > 0 && (
        <p>
          <strong>{t('closing.unsaved', { count: unsaved.length, names: list(unsaved) })}</strong>
        </p>
      )}
      {open.length > 0 && <p>{t('closing.edited', { count: open.length, names: list(open) })}</p>}
      <div className="sheet-actions">
        <Button onPress={() => answerClosing(false)} autoFocus>
          {t('closing.stay')}
        </Button>
        <Button look="danger" onPress={() => answerClosing(true)}>
          {t('closing.close')}
        </Button>
      </div>
    </Sheet>
  );
}
