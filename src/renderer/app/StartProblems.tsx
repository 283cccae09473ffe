import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../shared/problem.js';
import { on } from '../bridge.js';
import { ProblemView } from '../problems/ProblemView.js';
import { Button } from '../ui/Button.js';

/** What went wrong at start, or has with the settings' file since, until the person has read it. */
export function StartProblems({ problems }: { readonly problems: readonly Problem[] }) {
  const { t } = useTranslation();
  const [unread, setUnread] = useState(problems);
  useEffect(
    () =>
      on('settings.changed', ({ problem }) =>
        setUnread((before) => [
          ...before.filter(({ code }) => code !== 'settings.malformed'),
          ...(problem === null ? [] : [problem]),
        ]),
      ),
    [],
  );
  return unread.map((problem) => (
    <ProblemView key={problem.code} problem={problem} look="banner">
      <Button onPress={() => setUnread(unread.filter((each) => each !== problem))}>
        {t('common.close')}
      </Button>
    </ProblemView>
  ));
}
