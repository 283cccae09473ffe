import { ChevronDown, ChevronUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Button } from '../../ui/Button.js';
import { formatRate } from '../../ui/format.js';
import { nodeName } from '../../ui/node-name.js';
import { EditRow } from '../editing/EditRow.js';
import { useEdits } from '../editing/edits-store.js';
import { LeftEditRow } from '../editing/LeftEditRow.js';
import { prefer, useFilesPreferences } from '../preferences-store.js';
import { jobShare } from './job-words.js';
import { JobRow } from './JobRow.js';
import { hasEnded, useJobs, type TabJobs } from './jobs-store.js';
import { LimitsMenu } from './LimitsMenu.js';
import { StoredJobRow } from './StoredJobRow.js';

interface JobsDrawerProps {
  /** Connects to a node whose jobs wait for that. */
  readonly onConnect: (nodeId: string) => void;
}

/** The jobs of all tabs, at the bottom of the window; there while there are any. */
export function JobsDrawer({ onConnect }: JobsDrawerProps) {
  const { t } = useTranslation();
  const { tabs, stored } = useJobs();
  const isOpen = useFilesPreferences((state) => state.jobs.isOpen);
  const lists = [...tabs.values()].filter(({ jobs }) => jobs.length > 0);
  const { edits, left } = useEdits();
  if (lists.length + stored.length + edits.size + left.length === 0) return null;
  const ended = lists.flatMap(({ files, jobs }) =>
    jobs.filter(hasEnded).map(({ jobId }) => ({ files, jobId })),
  );
  const Arrow = isOpen ? ChevronDown : ChevronUp;
  return (
    <section className="jobs" aria-label={t('jobs.label')}>
      <header className="jobs-header">
        <AriaButton
          className="button button-quiet jobs-toggle"
          aria-expanded={isOpen}
          aria-controls="jobs-list"
          onPress={() => prefer('jobs', { isOpen: !isOpen })}
        >
          <Arrow size={14} aria-hidden />
          {t('jobs.label')}
          <JobsSummary
            lists={lists}
            waiting={stored.reduce((sum, { jobs }) => sum + jobs.length, 0)}
            edited={edits.size + left.length}
          />
        </AriaButton>
        <LimitsMenu />
        {ended.length > 0 && (
          <Button
            look="quiet"
            onPress={() => {
              for (const { files, jobId } of ended)
                void files.call('jobs.forget', { jobId }).catch(() => undefined);
            }}
          >
            {t('jobs.clear')}
          </Button>
        )}
      </header>
      {isOpen && (
        <ul id="jobs-list" className="jobs-list" tabIndex={-1}>
          {[...edits.values()].map((edit) => (
            <EditRow key={edit.editId} edit={edit} />
          ))}
          {left.map((edit) => (
            <LeftEditRow key={edit.editId} edit={edit} onConnect={() => onConnect(edit.nodeId)} />
          ))}
          {lists.map(({ files, jobs }) => {
            const waiting = jobs.filter(({ state }) => state === 'queued').map(({ jobId }) => jobId);
            return jobs.map((job) => (
              <JobRow
                key={job.jobId}
                files={files}
                job={job}
                node={nodeName(files.session.node)}
                waiting={waiting}
              />
            ));
          })}
          {stored.map(({ nodeId, jobs }) =>
            jobs.map((job) => (
              <StoredJobRow key={job.jobId} nodeId={nodeId} job={job} onConnect={() => onConnect(nodeId)} />
            )),
          )}
        </ul>
      )}
    </section>
  );
}

interface JobsSummaryProps {
  readonly lists: readonly TabJobs[];
  /** How many wait for their node to be connected. */
  readonly waiting: number;
  /** How many files are edited, or were left edited. */
  readonly edited: number;
}

/** All jobs in one line, for the drawer that is closed. */
function JobsSummary({ lists, waiting, edited }: JobsSummaryProps) {
  const { t } = useTranslation();
  const jobs = lists.flatMap((list) => list.jobs);
  const active = jobs.filter((job) => !hasEnded(job));
  const failed = jobs.filter(({ state }) => state === 'failed');
  const asking = active.filter(({ question }) => question !== null);
  const rate = active.reduce((sum, { progress }) => sum + progress.bytesPerSecond, 0);
  const shares = active.flatMap((job) => jobShare(job) ?? []);
  const share = shares.length === 0 ? 0 : shares.reduce((sum, each) => sum + each, 0) / shares.length;
  const words = [
    active.length > 0 ? t('jobs.active', { count: active.length, percent: Math.floor(share * 100) }) : '',
    rate > 0 ? formatRate(rate) : '',
    asking.length > 0 ? t('jobs.asking', { count: asking.length }) : '',
    failed.length > 0 ? t('jobs.failedCount', { count: failed.length }) : '',
    edited > 0 ? t('editing.count', { count: edited }) : '',
    waiting > 0 ? t('jobs.storedCount', { count: waiting }) : '',
  ];
  return <span className="muted jobs-summary">{words.filter((word) => word !== '').join(' · ')}</span>;
}
