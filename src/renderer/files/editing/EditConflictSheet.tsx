import { useTranslation } from 'react-i18next';
import { shownName } from '../../../shared/file-name.js';
import { Button } from '../../ui/Button.js';
import { nodeName } from '../../ui/node-name.js';
import { baseName, folderOf } from '../../ui/path.js';
import { Sheet } from '../../ui/Sheet.js';
import { VersionTable } from '../VersionTable.js';
import { editSession } from './edits.js';
import { useEdits } from './edits-store.js';

const close = () => useEdits.setState({ asking: null });

/** Asks what becomes of a file that was changed here and on the node, with both to compare. */
export function EditConflict() {
  const { t } = useTranslation();
  const edit = useEdits(({ edits, asking }) => (asking === null ? undefined : edits.get(asking)));
  if (edit === undefined || edit.conflict === null) return null;
  const { editId, path, files, conflict } = edit;
  const node = nodeName(files.session.node);
  const answer = (what: 'overwrite' | 'takeTheirs') => () => {
    close();
    void editSession(editId)?.[what]();
  };
  return (
    <Sheet
      title={t('editing.conflict.title', { name: shownName(baseName(path)) })}
      subtitle={t('editing.conflict.where', { node, folder: shownName(folderOf(path)) })}
      role="alertdialog"
      width={540}
      onClose={close}
    >
      <VersionTable
        rows={[
          { name: t('editing.conflict.ours'), version: conflict.ours },
          { name: t('editing.conflict.theirs'), version: conflict.theirs },
        ]}
      />
      <p className="muted">{t('editing.conflict.why')}</p>
      <div className="sheet-actions">
        <Button look="quiet" onPress={close} autoFocus>
          {t('editing.conflict.later')}
        </Button>
        {conflict.theirs !== null && (
          <Button onPress={answer('takeTheirs')}>{t('editing.conflict.take')}</Button>
        )}
        <Button look="danger" onPress={answer('overwrite')}>
          {t('editing.conflict.overwrite')}
        </Button>
      </div>
    </Sheet>
  );
}
