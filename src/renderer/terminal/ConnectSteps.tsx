import { Check, Circle, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Attempt, ConnectStep } from '../../shared/contract/index.js';
import { Button } from '../ui/Button.js';
import { Spinner } from '../ui/Spinner.js';
import { Attempts } from './Attempts.js';
import { stepsOf, type SessionState, type Step, type StepState } from './session-state.js';

interface ConnectStepsProps {
  readonly state: SessionState;
  readonly name: string;
  /** In the place of a terminal that has nothing to show yet, or under one that keeps its text. */
  readonly look: 'page' | 'strip';
  readonly onCancel: () => void;
}

/** The steps of connecting: which is done, in how long, and which is running. */
export function ConnectSteps({ state, name, look, onCancel }: ConnectStepsProps) {
  const { t } = useTranslation();
  return (
    <section className={`steps steps-${look}`} aria-live="polite">
      <h2>{look === 'page' ? t('steps.title', { name }) : t('steps.again')}</h2>
      <ol aria-label={t('steps.list')}>
        {stepsOf(state.signIn).map((step) => (
          <StepLine
            key={step}
            step={step}
            now={state.steps[step]}
            user={state.signIn?.user ?? ''}
            attempts={step === 'auth' ? state.attempts : []}
          />
        ))}
      </ol>
      <Button onPress={onCancel}>{t('common.cancel')}</Button>
    </section>
  );
}

interface StepLineProps {
  readonly step: ConnectStep;
  readonly now: Step;
  readonly user: string;
  /** What was offered in this step, and what the server said. */
  readonly attempts: readonly Attempt[];
}

function StepLine({ step, now, user, attempts }: StepLineProps) {
  const { t } = useTranslation();
  return (
    <li data-step={step} data-state={now.state}>
      <StepIcon state={now.state} />
      <span>{t(`steps.${step}`, { user })}</span>
      <span className="visually-hidden">{t(`steps.state.${now.state}`)}</span>
      <span className="step-ms mono">
        {now.state !== 'waiting' && now.ms > 0 && t('steps.milliseconds', { ms: Math.round(now.ms) })}
      </span>
      <Attempts attempts={attempts} />
    </li>
  );
}

function StepIcon({ state }: { readonly state: StepState }) {
  switch (state) {
    case 'running':
      return <Spinner size={15} />;
    case 'done':
      return <Check className="step-done" size={15} aria-hidden />;
    case 'failed':
      return <X className="step-failed" size={15} aria-hidden />;
    case 'waiting':
      return <Circle className="step-waiting" size={15} aria-hidden />;
  }
}
