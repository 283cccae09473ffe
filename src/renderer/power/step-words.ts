import i18next from 'i18next';
import type { PowerProgress } from '../../shared/contract/index.js';

/** How far an instance has come, in words; empty for one that failed, whose Problem says more. */
export function stepWords({ action, step }: PowerProgress): string {
  if (step === 'failed') return '';
  if (step === 'starting' && action === 'reboot') return i18next.t('power.steps.rebooting');
  return i18next.t(`power.steps.${step}`);
}
