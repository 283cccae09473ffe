import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProblemCode } from '../../shared/problem.js';
import { call } from '../bridge.js';
import { Button } from '../ui/Button.js';
import { currentPlatform } from '../ui/platform.js';
import { attempt, showAddSource, showNewProfile } from './sources-store.js';

/** Problems of somebody who has not told AWS tools anything yet, or not enough. */
const UNSET: ReadonlySet<ProblemCode> = new Set([
  'aws.not-configured',
  'aws.no-credentials',
  'aws.no-region',
  'aws.profile-unknown',
  'aws.process-failed',
  'aws.sso-no-access',
  'aws.credentials-refused',
]);

/** The ways in for those whose environment leads nowhere: a new profile, another one, or a look around first. */
export function FirstRunButtons({ code }: { readonly code: ProblemCode }) {
  const { t } = useTranslation();
  if (!UNSET.has(code)) return null;
  const lacksRegion = code === 'aws.no-region';
  return (
    <>
      {lacksRegion && (
        <Button look="primary" onPress={showAddSource}>
          {t('sources.firstRun.chooseRegions')}
        </Button>
      )}
      <Button look={code === 'aws.not-configured' ? 'primary' : 'plain'} onPress={showNewProfile}>
        {t('sources.firstRun.signIn')}
      </Button>
      {!lacksRegion && <Button onPress={showAddSource}>{t('sources.firstRun.choose')}</Button>}
      {currentPlatform() !== 'win32' && <DemoButton />}
    </>
  );
}

function DemoButton() {
  const { t } = useTranslation();
  const [isOpening, setOpening] = useState(false);
  const open = async () => {
    setOpening(true);
    await attempt(() => call('demo.open', {}));
    setOpening(false);
  };
  return (
    <Button isPending={isOpening} onPress={() => void open()}>
      {isOpening ? t('sources.firstRun.demoOpening') : t('sources.firstRun.demo')}
    </Button>
  );
}
