import { useTranslation } from 'react-i18next';
import type { ProblemCode } from '../../shared/problem.js';
import { Button } from '../ui/Button.js';
import { showAddSource, showNewProfile } from './sources-store.js';

/** Problems of somebody who has not told AWS tools anything yet, or not enough. */
const UNSET: ReadonlySet<ProblemCode> = new Set([
  'aws.not-configured',
  'aws.no-credentials',
  'aws.no-region',
  'aws.profile-unknown',
  'aws.credentials-refused',
]);

/** The ways in for those whose environment leads nowhere: another profile, or a new one. */
export function FirstRunButtons({ code }: { readonly code: ProblemCode }) {
  const { t } = useTranslation();
  if (!UNSET.has(code)) return null;
  return (
    <>
      <Button look={code === 'aws.not-configured' ? 'primary' : 'plain'} onPress={showNewProfile}>
        {t('sources.firstRun.signIn')}
      </Button>
      <Button onPress={showAddSource}>{t('sources.firstRun.choose')}</Button>
    </>
  );
}
