import { Check as Tick, CircleAlert, CircleHelp, RefreshCw, TriangleAlert } from 'lucide-react';
import type { TFunction } from 'i18next';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Check } from '../../shared/contract/index.js';
import { problemText } from '../problems/words.js';
import { IconButton } from '../ui/Button.js';
import { formatAgo } from '../ui/format.js';
import { Spinner } from '../ui/Spinner.js';
import { useNow } from '../ui/use-now.js';
import { checkNode, usePreflights } from './preflight-store.js';

/** Whoever walks through the list with the arrow keys asks AWS nothing about the nodes on the way. */
const SETTLE_MS = 400;

/** What was checked of a node, what came of it, and a way to check again. */
export function PreflightChecks({ nodeId }: { readonly nodeId: string }) {
  const { t } = useTranslation();
  const preflight = usePreflights((state) => state.known.get(nodeId));
  useEffect(() => {
    const timer = setTimeout(() => void checkNode(nodeId), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [nodeId]);
  const isRunning = preflight?.isRunning ?? true;
  return (
    <section className="checks" aria-busy={isRunning}>
      <header>
        <h3>{t('preflight.title')}</h3>
        {isRunning ? (
          <span className="checks-busy muted">
            <Spinner size={13} />
            {t('preflight.running')}
          </span>
        ) : (
          <IconButton label={t('preflight.again')} onPress={() => void checkNode(nodeId, 'anew')}>
            <RefreshCw size={14} aria-hidden />
          </IconButton>
        )}
      </header>
      {preflight?.problem && (
        <p className="muted">
          {t('preflight.failed')}: {problemText(preflight.problem).title}
        </p>
      )}
      {preflight?.checks && (
        <ul>
          {preflight.checks.map((check) => (
            <CheckLine key={check.id} check={check} />
          ))}
        </ul>
      )}
    </section>
  );
}

const icons = { pass: Tick, warn: TriangleAlert, fail: CircleAlert, unknown: CircleHelp } as const;

function CheckLine({ check }: { readonly check: Check }) {
  const { t } = useTranslation();
  const now = useNow(10_000);
  const Icon = icons[check.verdict];
  return (
    <li className={`check-line check-${check.verdict}`}>
      <Icon size={14} aria-label={t(`preflight.verdicts.${check.verdict}`)} />
      <span className="check-name">{t(`preflight.checks.${check.id}`)}</span>
      <span className="check-result" title={check.problem ? problemText(check.problem).what : undefined}>
        {resultWords(t, check, now)}
      </span>
    </li>
  );
}

function resultWords(t: TFunction, check: Check, now: number): string {
  const { id, verdict, params, problem } = check;
  if (verdict === 'unknown') return problem === null ? t('preflight.unknown') : problemText(problem).title;
  if (id === 'role' && verdict === 'pass' && params.role === undefined) return t('preflight.roleDefault');
  const { lastPingAt } = params;
  const lastPing = typeof lastPingAt === 'number' ? formatAgo(lastPingAt, now) : t('preflight.unknown');
  return t(`preflight.results.${id}.${verdict}` as 'preflight.results.ping.pass', { ...params, lastPing });
}
