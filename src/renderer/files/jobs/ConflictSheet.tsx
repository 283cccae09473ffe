import { Check } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CheckboxButton, CheckboxField } from 'react-aria-components/Checkbox';
import type { ConflictAction, Job, JobQuestion } from '../../../shared/contract/index.js';
import { shownName } from '../../../shared/file-name.js';
import { Button } from '../../ui/Button.js';
import { nodeName } from '../../ui/node-name.js';
import { baseName, folderOf } from '../../ui/path.js';
import { Sheet } from '../../ui/Sheet.js';
import { VersionTable } from '../VersionTable.js';
import { useJobs, type JobOwner } from './jobs-store.js';

/** The conflict that a job waits to be told about, if there is one: the oldest first. */
export function Conflicts() {
  const tabs = useJobs((state) => state.tabs);
  const [answered, setAnswered] = useState<ReadonlySet<string>>(new Set());
  for (const { files, jobs } of tabs.values())
    for (const job of jobs)
      if (job.question !== null && !answered.has(job.question.questionId)) {
        const { questionId } = job.question;
        return (
          <ConflictSheet
            key={questionId}
            files={files}
            job={job}
            question={job.question}
            onDone={() => setAnswered(new Set([...answered, questionId]))}
          />
        );
      }
  return null;
}

interface ConflictSheetProps {
  readonly files: JobOwner;
  readonly job: Job;
  readonly question: JobQuestion;
  /** Puts the question away. */
  readonly onDone: () => void;
}

const order: readonly ConflictAction[] = ['skip', 'rename', 'newer', 'resume', 'overwrite'];

/** Asks what becomes of a file whose name is taken, with both of them to compare. */
function ConflictSheet({ files, job, question, onDone }: ConflictSheetProps) {
  const { t } = useTranslation();
  const [forAll, setForAll] = useState(false);
  const { source, target, actions, questionId } = question;
  const answer = (action: ConflictAction) => {
    onDone();
    // The job may have been cancelled meanwhile.
    void files.call('jobs.answer', { jobId: job.jobId, questionId, action, forAll }).catch(() => undefined);
  };
  const cancel = () => {
    onDone();
    void files.call('jobs.cancel', { jobId: job.jobId }).catch(() => undefined);
  };
  const newer = newerOf(source.modifiedMs, target.modifiedMs);
  const toNode = job.to?.side === 'remote';
  const place = toNode ? nodeName(files.session.node) : t('files.thisComputer');
  const hasMore = job.pathCount > 1 || job.progress.itemsTotal > 1 || job.progress.counting;
  return (
    <Sheet
      title={t('jobs.conflict.title', { name: shownName(baseName(target.path)) })}
      subtitle={t('jobs.conflict.where', { place, folder: shownName(folderOf(target.path)) })}
      role="alertdialog"
      width={690}
      onClose={cancel}
    >
      <VersionTable
        rows={(['source', 'target'] as const).map((which) => ({
          name: t(`jobs.conflict.${which}`),
          version: question[which],
          sizeNote: source.size === target.size && <span className="muted"> {t('jobs.conflict.same')}</span>,
          timeNote: newer === which && <span className="conflict-newer"> {t('jobs.conflict.newer')}</span>,
        }))}
      />
      {hasMore && (
        <CheckboxField isSelected={forAll} onChange={setForAll}>
          <CheckboxButton className="checkbox">
            <span className="checkbox-box" aria-hidden>
              {forAll && <Check size={12} strokeWidth={3} />}
            </span>
            {t('jobs.conflict.forAll')}
          </CheckboxButton>
        </CheckboxField>
      )}
      <div className="sheet-actions">
        <Button look="quiet" onPress={cancel}>
          {t('jobs.conflict.cancel')}
        </Button>
        {order
          .filter((action) => actions.includes(action))
          .map((action) => (
            <Button
              key={action}
              look={action === 'overwrite' ? 'danger' : 'plain'}
              autoFocus={action === 'skip'}
              onPress={() => answer(action)}
            >
              {t(`jobs.conflict.${action === 'newer' ? 'onlyNewer' : action}`)}
            </Button>
          ))}
      </div>
    </Sheet>
  );
}

function newerOf(source: number | null, target: number | null): 'source' | 'target' | null {
  if (source === null || target === null) return null;
  // Servers know whole seconds only.
  const difference = Math.floor(source / 1000) - Math.floor(target / 1000);
  return difference > 0 ? 'source' : difference < 0 ? 'target' : null;
}
