import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../shared/problem.js';
import { ProblemView } from '../problems/ProblemView.js';
import { Button } from '../ui/Button.js';

/** What went wrong at start, until the person has read it. */
export function StartProblems({ problems }: { readonly problems: readonly Problem[] }) {
  const { t } = useTranslation();
  const [read, setRead] = useState<readonly Problem[]>([]);
  return problems
    .filter((problem) => !read.includes(problem))
    .map((problem) => (
      <ProblemView key={problem.code} problem={problem} look="banner">
        <Button onPress={() => setRead([...read, problem])}>{t('common.close')}</Button>
      </ProblemView>
    ));
}
