import type { TFunction } from 'i18next';
import type { Job } from '../../../shared/contract/index.js';
import { shownName } from '../../../shared/file-name.js';
import { formatBytes, formatCount, formatDuration, formatRate } from '../../ui/format.js';
import { baseName, folderOf } from '../../ui/path.js';

/** What a job is about: its file, or its files' number and folder. */
export function jobSubject(
  t: TFunction,
  { firstPath, pathCount }: Pick<Job, 'firstPath' | 'pathCount'>,
): string {
  const name = shownName(baseName(firstPath) || firstPath);
  if (pathCount === 1) return name;
  return t('jobs.several', { name, count: pathCount - 1 });
}

/** What is done, and between which places. */
export function jobTitle(t: TFunction, job: Job, node: string): string {
  const name = jobSubject(t, job);
  if (job.to === null)
    return t(`jobs.title.${job.kind === 'mode' ? 'mode' : 'remove'}`, { name, place: placeOf(t, job, node) });
  const folder = shownName(job.to.folder);
  if (job.from === job.to.side) return t('jobs.title.within', { name, place: placeOf(t, job, node), folder });
  return t(job.from === 'local' ? 'jobs.title.upload' : 'jobs.title.download', { name, node, folder });
}

const placeOf = (t: TFunction, { from }: Pick<Job, 'from'>, node: string): string =>
  from === 'remote' ? node : t('files.thisComputer');

/** The folder that a job takes from, for its details. */
export const jobSource = ({ firstPath }: Job): string => shownName(folderOf(firstPath));

/** How far a job is, in words; empty before anything was counted. */
export function jobProgress(t: TFunction, { progress, kind }: Job): string {
  const { bytesDone, bytesTotal, itemsDone, itemsTotal, counting } = progress;
  if (itemsTotal === 0) return '';
  const items = t('jobs.items', {
    done: formatCount(itemsDone),
    total: counting ? t('jobs.atLeast', { total: formatCount(itemsTotal) }) : formatCount(itemsTotal),
  });
  if (kind !== 'copy') return items;
  const bytes = t('jobs.bytes', { done: formatBytes(bytesDone), total: formatBytes(bytesTotal) });
  return itemsTotal > 1 ? `${bytes} · ${items}` : bytes;
}

/** How fast a running job is and how long it will take. */
export function jobPace(t: TFunction, { progress, kind }: Job): string {
  const { bytesPerSecond, secondsLeft } = progress;
  const rate = kind === 'copy' ? formatRate(bytesPerSecond) : '';
  const left = secondsLeft === null ? '' : t('jobs.left', { time: formatDuration(secondsLeft * 1000) });
  return [rate, left].filter((part) => part !== '').join(' · ');
}

/** How a job has ended, or why it does not run. */
export function jobOutcome(t: TFunction, job: Job): string {
  const { state, progress, question, endedAt, addedAt } = job;
  const { itemsFailed, itemsSkipped, itemsDone, bytesDone } = progress;
  switch (state) {
    case 'done': {
      const parts = [
        job.kind === 'copy'
          ? t('jobs.done', {
              size: formatBytes(bytesDone),
              time: formatDuration(Math.max(1000, (endedAt ?? addedAt) - addedAt)),
            })
          : t('jobs.doneItems', { count: itemsDone }),
        itemsSkipped > 0 ? t('jobs.skipped', { count: itemsSkipped }) : '',
        job.how.verified === null || job.how.verified === 'none'
          ? ''
          : t(`jobs.verified.${job.how.verified}`),
      ];
      return parts.filter((part) => part !== '').join(' · ');
    }
    case 'failed':
      return itemsFailed > 0 ? t('jobs.failedItems', { count: itemsFailed }) : t('jobs.failed');
    case 'waiting':
      return question === null ? t('jobs.waitsForConnection') : t('jobs.waitsForAnswer');
    default:
      return t(`jobs.state.${state}`);
  }
}

/** The share that is done, of bytes or else of items: 0 to 1; null before anything is known. */
export function jobShare({ progress, kind }: Pick<Job, 'progress' | 'kind'>): number | null {
  const { bytesDone, bytesTotal, itemsDone, itemsTotal } = progress;
  if (kind === 'copy' && bytesTotal > 0) return Math.min(1, bytesDone / bytesTotal);
  return itemsTotal > 0 ? Math.min(1, itemsDone / itemsTotal) : null;
}
