import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Attempt } from '../../shared/contract/index.js';

/** What was offered to sign in with, one after the other, and what the server said to each. */
export function Attempts({ attempts }: { readonly attempts: readonly Attempt[] }) {
  const { t } = useTranslation();
  if (attempts.length === 0) return null;
  return (
    <ul className="attempts" aria-label={t('steps.attempts')}>
      {attempts.map((attempt, index) => (
        // Attempts only ever come at the end.
        <li key={index} data-outcome={attempt.outcome}>
          {attemptWords(t, attempt)}
        </li>
      ))}
    </ul>
  );
}

function attemptWords(t: TFunction, { method, keyType, fingerprint, outcome, methodsLeft }: Attempt): string {
  const offered = t(`steps.offered.${method}`, { type: keyType ?? '', fingerprint: fingerprint ?? '' });
  const methods = methodsLeft.join(', ');
  // Asking for nothing but the ways can only be refused.
  const said = method === 'none' && outcome === 'refused' ? 'told' : outcome;
  return t(`steps.outcome.${said}`, { offered, methods });
}
