import { RefreshCw } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFleet } from '../fleet/store.js';
import type { RemedyActions } from '../problems/ProblemView.js';
import { problemText } from '../problems/words.js';
import { IconButton } from '../ui/Button.js';
import { Spinner } from '../ui/Spinner.js';
import { CheckList } from './CheckList.js';
import { checkNode, checksOf, usePreflights } from './preflight-store.js';

/** Whoever walks through the list with the arrow keys asks AWS nothing about the nodes on the way. */
const SETTLE_MS = 400;

interface PreflightChecksProps {
  readonly nodeId: string;
  /** What can be done here about what a check has found. */
  readonly actions?: RemedyActions;
}

/** What was checked of a node, what came of it, and a way to check again. */
export function PreflightChecks({ nodeId, actions = {} }: PreflightChecksProps) {
  const { t } = useTranslation();
  const preflights = usePreflights();
  const preflight = preflights.known.get(nodeId);
  const checks = useMemo(() => checksOf(preflights, nodeId), [preflights, nodeId]);
  const reach = useFleet((state) => state.nodes.get(nodeId)?.reach);
  const checked = useRef({ nodeId, reach });
  useEffect(() => {
    // What was found of a node that has been started or stopped since is no longer so.
    const how = checked.current.nodeId === nodeId && checked.current.reach !== reach ? 'anew' : 'if-old';
    checked.current = { nodeId, reach };
    const timer = setTimeout(() => void checkNode(nodeId, how), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [nodeId, reach]);
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
      {checks && <CheckList checks={checks} actions={actions} />}
    </section>
  );
}
