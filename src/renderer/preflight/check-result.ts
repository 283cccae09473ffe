import type { TFunction } from 'i18next';
import type { Check } from '../../shared/contract/index.js';
import { networkStages } from '../../shared/network-stage.js';
import { problemText } from '../problems/words.js';
import { formatAgo } from '../ui/format.js';

/** What came of a check, in a few words. */
export function checkResult(t: TFunction, check: Check, now: number): string {
  const { id, verdict, params, problem } = check;
  const values = { ...params, ...derived(t, check, now) };
  if (id === 'permission' && verdict === 'unknown' && problem?.code === 'aws.access-denied')
    return 'keys' in params ? t('preflight.permissionDepends', values) : t('preflight.permissionDenied');
  if (id === 'sshd' && verdict === 'unknown') return t('preflight.sshdUntried');
  if (verdict === 'unknown') return problem === null ? t('preflight.unknown') : problemText(problem).title;
  if (id === 'sshd' && problem?.code === 'ssh.not-ssh') return t('preflight.sshdOther', values);
  if (id === 'role' && verdict === 'pass' && params.role === undefined) return t('preflight.roleDefault');
  if (id === 'agent' && params.isLatest === 'false') return t('preflight.agentNotLatest', values);
  return t(`preflight.results.${id}.${verdict}` as 'preflight.results.ping.pass', values);
}

/** Values of the words that a check brings as data. */
function derived(t: TFunction, { params, problem }: Check, now: number): Record<string, string> {
  const { lastPingAt, seenAt, lacks } = params;
  const stage = networkStages.find((each) => each === problem?.params.stage);
  const features = typeof lacks === 'string' ? lacks.split(' ') : [];
  return {
    lastPing: typeof lastPingAt === 'number' ? formatAgo(lastPingAt, now) : t('preflight.unknown'),
    ...(typeof seenAt === 'number' ? { seen: formatAgo(seenAt, now) } : {}),
    stage: t(`network.stages.${problem?.code === 'aws.proxy' ? 'proxy' : (stage ?? 'unknown')}`),
    lacks: features
      .map((feature) => t(`preflight.agentFeatures.${feature}` as 'preflight.agentFeatures.hold'))
      .join(', '),
  };
}
