import {
  ArrowDown,
  ArrowUp,
  Check,
  ChevronRight,
  CircleAlert,
  Copy,
  Pause,
  Play,
  RotateCw,
  Trash2,
  X,
} from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FilesCalls, Job } from '../../../shared/contract/index.js';
import { IconButton } from '../../ui/Button.js';
import { JobDetails } from './JobDetails.js';
import { jobAfterMove, type OrderMove } from './job-order.js';
import { JobOrderMenu, moveOfKey } from './JobOrderMenu.js';
import { jobOutcome, jobPace, jobProgress, jobShare, jobTitle } from './job-words.js';
import { hasEnded, type JobOwner } from './jobs-store.js';

interface JobRowProps {
  readonly files: JobOwner;
  readonly job: Job;
  /** The node's name. */
  readonly node: string;
  /** The jobs of its connection that have not begun, in their order. */
  readonly waiting: readonly string[];
}

type JobCall = Extract<
  keyof FilesCalls,
  'jobs.pause' | 'jobs.resume' | 'jobs.cancel' | 'jobs.retry' | 'jobs.forget'
>;

/** One job: what it is, how far it is, and what can be done with it. */
export function JobRow({ files, job, node, waiting }: JobRowProps) {
  const { t } = useTranslation();
  const [isExpanded, setExpanded] = useState(false);
  const title = jobTitle(t, job, node);
  const share = jobShare(job);
  const isOver = hasEnded(job);
  const isMoving = job.state === 'running';
  // The job may be gone meanwhile; then its row is, too.
  const run = (name: JobCall) => void files.call(name, { jobId: job.jobId }).catch(() => undefined);
  const move = (to: OrderMove) => {
    const before = jobAfterMove(waiting, job.jobId, to);
    if (before === undefined) return;
    void files.call('jobs.move', { jobId: job.jobId, before }).catch(() => undefined);
  };
  return (
    <li
      className="job"
      data-state={job.state}
      data-testid="job"
      onKeyDown={(event) => {
        const to = moveOfKey(event);
        // What is pressed in a menu comes here as well, since it is drawn by this row.
        if (to === undefined || !event.currentTarget.contains(event.target as Element)) return;
        event.preventDefault();
        move(to);
      }}
    >
      <div className="job-line">
        <JobIcon job={job} />
        <button
          type="button"
          className="job-title"
          aria-expanded={isExpanded}
          title={title}
          onClick={() => setExpanded(!isExpanded)}
        >
          <ChevronRight
            className={isExpanded ? 'job-chevron is-open' : 'job-chevron'}
            size={13}
            aria-hidden
          />
          <span className="file-text">{title}</span>
        </button>
        {isOver ? (
          <span className="job-outcome">{jobOutcome(t, job)}</span>
        ) : (
          <>
            <span
              className="job-bar"
              role="progressbar"
              aria-label={title}
              aria-valuemin={0}
              aria-valuemax={100}
              aria-valuenow={share === null ? undefined : Math.floor(share * 100)}
            >
              <span style={{ width: `${(share ?? 0) * 100}%` }} />
            </span>
            <span className="job-numbers">
              {jobProgress(t, job)}
              <span className="job-pace">{isMoving ? jobPace(t, job) : jobOutcome(t, job)}</span>
            </span>
          </>
        )}
        <span className="job-buttons">
          {waiting.length > 1 && waiting.includes(job.jobId) && (
            <JobOrderMenu jobId={job.jobId} waiting={waiting} onMove={move} />
          )}
          {!isOver && job.state !== 'paused' && (
            <IconButton label={t('jobs.pause')} onPress={() => run('jobs.pause')}>
              <Pause size={14} aria-hidden />
            </IconButton>
          )}
          {job.state === 'paused' && (
            <IconButton label={t('jobs.resume')} onPress={() => run('jobs.resume')}>
              <Play size={14} aria-hidden />
            </IconButton>
          )}
          {job.state === 'failed' && (
            <IconButton label={t('jobs.retry')} onPress={() => run('jobs.retry')}>
              <RotateCw size={14} aria-hidden />
            </IconButton>
          )}
          {isOver ? (
            <IconButton label={t('jobs.forget')} onPress={() => run('jobs.forget')}>
              <X size={14} aria-hidden />
            </IconButton>
          ) : (
            <IconButton label={t('jobs.cancel')} onPress={() => run('jobs.cancel')}>
              <X size={14} aria-hidden />
            </IconButton>
          )}
        </span>
      </div>
      {isExpanded && <JobDetails job={job} />}
    </li>
  );
}

function JobIcon({ job: { state, kind, from, to, question } }: { readonly job: Job }) {
  if (state === 'failed') return <CircleAlert className="job-icon is-bad" size={15} aria-hidden />;
  if (question !== null) return <CircleAlert className="job-icon is-asking" size={15} aria-hidden />;
  if (state === 'done') return <Check className="job-icon is-done" size={15} aria-hidden />;
  if (kind === 'remove') return <Trash2 className="job-icon" size={15} aria-hidden />;
  const Icon = to === null || to.side === from ? Copy : from === 'remote' ? ArrowDown : ArrowUp;
  return <Icon className="job-icon" size={15} aria-hidden />;
}
