import { Check as Tick, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Disclosure, DisclosurePanel } from 'react-aria-components/Disclosure';
import { Heading } from 'react-aria-components/Heading';
import type { Check } from '../../shared/contract/index.js';
import type { RemedyActions } from '../problems/ProblemView.js';
import { CheckLine } from './CheckLine.js';

interface CheckListProps {
  readonly checks: readonly Check[];
  readonly actions: RemedyActions;
}

/** What deserves a look, line by line; what passed is a number, which opens to its lines. */
export function CheckList({ checks, actions }: CheckListProps) {
  const { t } = useTranslation();
  const passed = checks.filter(({ verdict }) => verdict === 'pass');
  const others = checks.filter(({ verdict }) => verdict !== 'pass');
  const lines = (shown: readonly Check[]) => (
    <ul>
      {shown.map((check) => (
        <CheckLine key={check.id} check={check} actions={actions} />
      ))}
    </ul>
  );
  return (
    <>
      {others.length > 0 && lines(others)}
      {passed.length > 0 && (
        <Disclosure className="checks-passed">
          <Heading level={4} className="checks-passed-heading">
            <AriaButton slot="trigger" className="checks-passed-trigger">
              <Tick size={14} aria-hidden />
              {t('preflight.passed', { count: passed.length })}
              <ChevronRight size={13} aria-hidden />
            </AriaButton>
          </Heading>
          <DisclosurePanel>{lines(passed)}</DisclosurePanel>
        </Disclosure>
      )}
    </>
  );
}
