import { useTranslation } from 'react-i18next';
import { shownName } from '../../../shared/file-name.js';
import { Button } from '../../ui/Button.js';
import { formatBytes, formatDateTime } from '../../ui/format.js';
import { nodeName } from '../../ui/node-name.js';
import { baseName, folderOf } from '../../ui/path.js';
import { Sheet } from '../../ui/Sheet.js';
import { editSession } from './edits.js';
import { useEdits, type Version } from './edits-store.js';

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
      <table className="conflict">
        <thead>
          <tr>
            <td />
            <th scope="col">{t('files.column.size')}</th>
            <th scope="col">{t('files.column.modified')}</th>
          </tr>
        </thead>
        <tbody>
          <Side name={t('editing.conflict.ours')} version={conflict.ours} />
          <Side name={t('editing.conflict.theirs')} version={conflict.theirs} />
        </tbody>
      </table>
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

function Side({ name, version }: { readonly name: string; readonly version: Version | null }) {
  const { t } = useTranslation();
  return (
    <tr>
      <th scope="row">{name}</th>
      {version === null ? (
        <td colSpan={2}>{t('editing.conflict.gone')}</td>
      ) : (
        <>
          <td>{formatBytes(version.size)}</td>
          <td>
            {version.modifiedMs === null ? t('jobs.conflict.unknown') : formatDateTime(version.modifiedMs)}
          </td>
        </>
      )}
    </tr>
  );
}
