import { FolderOpen, Pencil, RotateCw, SquarePen, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { shownName } from '../../../shared/file-name.js';
import { toProblem } from '../../../shared/problem.js';
import { call } from '../../bridge.js';
import { problemText } from '../../problems/words.js';
import { Button, IconButton } from '../../ui/Button.js';
import { formatTime } from '../../ui/format.js';
import { nodeName } from '../../ui/node-name.js';
import { baseName } from '../../ui/path.js';
import { Spinner } from '../../ui/Spinner.js';
import { EndEditSheet } from './EndEditSheet.js';
import { editSession, endEdit } from './edits.js';
import { changeEdit, isUnsaved, useEdits, type Edit } from './edits-store.js';

/** One edited file among the jobs: whether the node has what was saved, and what can be done. */
export function EditRow({ edit }: { readonly edit: Edit }) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const { editId, state } = edit;
  const name = shownName(baseName(edit.shownPath));
  const title = t('editing.title', { name, node: nodeName(edit.files.session.node) });
  const isMoving = state === 'fetching' || state === 'uploading';
  const open = () =>
    void call('editing.open', { editId }).catch((error: unknown) =>
      changeEdit(editId, { problem: toProblem(error) }),
    );
  const end = () => {
    if (isUnsaved(edit)) setAsking(true);
    else void endEdit(editId);
  };
  return (
    <li className="job" data-state={state} data-testid="edit">
      <div className="job-line">
        {isMoving ? <Spinner size={14} /> : <EditIcon edit={edit} />}
        <span className="job-title" title={shownName(edit.path)}>
          <span className="file-text">{title}</span>
        </span>
        <span className="job-outcome" role="status" data-problem={edit.problem?.code}>
          <EditOutcome edit={edit} />
        </span>
        <span className="job-buttons">
          {state === 'conflict' && (
            <Button look="quiet" onPress={() => useEdits.setState({ asking: editId })}>
              {t('editing.decide')}
            </Button>
          )}
          {state === 'failed' && (
            <IconButton label={t('editing.retry')} onPress={() => void editSession(editId)?.upload()}>
              <RotateCw size={14} aria-hidden />
            </IconButton>
          )}
          {state !== 'fetching' && (
            <>
              <IconButton label={t('editing.open')} onPress={open}>
                <SquarePen size={14} aria-hidden />
              </IconButton>
              <IconButton
                label={t('editing.show')}
                onPress={() => void call('editing.show', { editId }).catch(() => undefined)}
              >
                <FolderOpen size={14} aria-hidden />
              </IconButton>
              <IconButton label={t('editing.end')} onPress={end}>
                <X size={14} aria-hidden />
              </IconButton>
            </>
          )}
        </span>
      </div>
      {isAsking && <EndEditSheet editId={editId} name={name} onClose={() => setAsking(false)} />}
    </li>
  );
}

function EditIcon({ edit: { state } }: { readonly edit: Edit }) {
  const tone = state === 'failed' ? ' is-bad' : state === 'conflict' ? ' is-asking' : '';
  return <Pencil className={`job-icon${tone}`} size={15} aria-hidden />;
}

function EditOutcome({ edit: { state, problem, uploadedAt } }: { readonly edit: Edit }) {
  const { t } = useTranslation();
  if (state === 'editing' && uploadedAt !== null && problem === null)
    return t('editing.state.uploaded', { time: formatTime(uploadedAt) });
  const words = t(`editing.state.${state}`);
  // Of a conflict the words say all.
  if (problem === null || state === 'conflict') return words;
  const { title, what } = problemText(problem);
  return (
    <span title={`${what} ${problem.details ?? ''}`}>
      {words}: {title}
    </span>
  );
}
