import i18next from 'i18next';
import { call } from '../../bridge.js';
import { useEdits } from '../editing/edits-store.js';
import { nodeName } from '../../ui/node-name.js';
import { jobOutcome, jobShare, jobSubject } from './job-words.js';
import { hasEnded, onJobEnd, useJobs } from './jobs-store.js';

/** A job that took less was watched to its end. */
const LONG_MS = 10_000;

/** Shows the jobs' progress on the taskbar, and tells of long ones that end, and has edited files counted; the function returned stops that. */
export function tellDesktop(): () => void {
  let told = '';
  const report = () => {
    const active = [...useJobs.getState().tabs.values()].flatMap(({ jobs }) =>
      jobs.filter((job) => !hasEnded(job)),
    );
    const sum = active.reduce((shares, job) => shares + (jobShare(job) ?? 0), 0);
    // Whole percents: nobody sees more, and each is a message.
    const share = active.length === 0 ? 0 : Math.floor((sum / active.length) * 100) / 100;
    const edited = useEdits.getState().edits.size;
    const now = `${active.length} ${edited} ${share}`;
    if (now === told) return;
    told = now;
    void call('jobs.activity', { active: active.length, edited, share }).catch(() => undefined);
  };
  const stops = [
    useJobs.subscribe(report),
    useEdits.subscribe(report),
    onJobEnd((files, job) => {
      if (job.state === 'cancelled' || (job.endedAt ?? job.addedAt) - job.addedAt < LONG_MS) return;
      const name = jobSubject(i18next.t, job);
      const title = i18next.t(`jobs.notice.${job.kind}.${job.state === 'done' ? 'done' : 'failed'}`, {
        name,
      });
      const body = `${nodeName(files.session.node)} · ${jobOutcome(i18next.t, job)}`;
      void call('jobs.notify', { title, body }).catch(() => undefined);
    }),
  ];
  return () => stops.forEach((stop) => stop());
}
