import { useTranslation } from 'react-i18next';
import type { Job } from '../../../shared/contract/index.js';
import { shownName } from '../../../shared/file-name.js';
import { problemText } from '../../problems/words.js';
import { formatBytes } from '../../ui/format.js';
import { jobSource } from './job-words.js';

/** The files that a job works on now, what went wrong or was left out, and how it is done. */
export function JobDetails({ job }: { readonly job: Job }) {
  const { t } = useTranslation();
  const { progress, remarks, how, to, restored } = job;
  return (
    <div className="job-details selectable">
      <p className="muted">
        {to === null ? jobSource(job) : t('jobs.fromTo', { from: jobSource(job), to: shownName(to.folder) })}
      </p>
      {progress.current.length > 0 && (
        <ul className="job-current" aria-label={t('jobs.current')}>
          {progress.current.map(({ path, bytesDone, bytesTotal }) => (
            <li key={path}>
              <span className="file-text">{shownName(path)}</span>
              <span className="muted">
                {t('jobs.bytes', { done: formatBytes(bytesDone), total: formatBytes(bytesTotal) })}
              </span>
            </li>
          ))}
        </ul>
      )}
      {remarks.length > 0 && (
        <ul className="job-remarks" aria-label={t('jobs.remarks')}>
          {remarks.map(({ path, outcome, problem }, index) => (
            // Remarks only ever come at the end.
            <li key={index} data-outcome={outcome} data-problem={problem.code}>
              <Remark path={path} problem={problem} />
            </li>
          ))}
        </ul>
      )}
      <p className="muted">
        {how.sessions === 0
          ? how.protocol.toUpperCase()
          : t('jobs.how', { protocol: how.protocol.toUpperCase(), count: how.sessions })}
        {how.compressed && ` · ${t('jobs.compressed')}`}
        {how.verified !== null && ` · ${t(`jobs.verified.${how.verified}`)}`}
        {how.inSteps && ` · ${t('jobs.inSteps')}`}
        {restored && ` · ${t('jobs.restored')}`}
      </p>
    </div>
  );
}

function Remark({
  path,
  problem,
}: {
  readonly path: string;
  readonly problem: Job['remarks'][number]['problem'];
}) {
  const { title, what, next } = problemText(problem);
  return (
    <>
      <strong>{path === '' ? title : shownName(path)}</strong>
      <span>
        {what} {next}
      </span>
      {problem.details !== undefined && <span className="mono muted">{problem.details}</span>}
    </>
  );
}
