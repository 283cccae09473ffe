import { Check as Tick, CircleAlert, CircleHelp, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button as AriaButton } from 'react-aria-components/Button';
import type { Check } from '../../shared/contract/index.js';
import { doingFirst, ProblemView, type RemedyActions } from '../problems/ProblemView.js';
import { Button } from '../ui/Button.js';
import { Sheet } from '../ui/Sheet.js';
import { useNow } from '../ui/use-now.js';
import { checkResult } from './check-result.js';

const icons = { pass: Tick, warn: TriangleAlert, fail: CircleAlert, unknown: CircleHelp } as const;

interface CheckLineProps {
  readonly check: Check;
  readonly actions: RemedyActions;
}

/** One check with its verdict; where there is more to say, pressing the result says it. */
export function CheckLine({ check, actions }: CheckLineProps) {
  const { t } = useTranslation();
  const now = useNow(10_000);
  const [isShown, setShown] = useState(false);
  const { problem, verdict } = check;
  const Icon = icons[verdict];
  const name = t(`preflight.checks.${check.id}`);
  const result = checkResult(t, check, now);
  const close = () => setShown(false);
  return (
    <li className={`check-line check-${verdict}`}>
      <Icon size={14} aria-label={t(`preflight.verdicts.${verdict}`)} />
      <span className="check-name">{name}</span>
      {problem === null ? (
        <span className="check-result">{result}</span>
      ) : (
        <AriaButton className="check-result check-more" onPress={() => setShown(true)}>
          {result}
        </AriaButton>
      )}
      {isShown && problem !== null && (
        <Sheet title={t('preflight.why', { check: name })} onClose={close}>
          <ProblemView problem={problem} look="dialog" actions={doingFirst(close, actions)}>
            <Button onPress={close} autoFocus>
              {t('common.close')}
            </Button>
          </ProblemView>
        </Sheet>
      )}
    </li>
  );
}
