import { Check } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyFile } from '../../shared/contract/index.js';
import { toProblem, type Problem } from '../../shared/problem.js';
import { call } from '../bridge.js';
import { ProblemView } from '../problems/ProblemView.js';
import { Button } from '../ui/Button.js';

interface KeyMendedProps {
  readonly file: KeyFile;
  /** A copy is new; only what was changed can be undone. */
  readonly isCopy: boolean;
  readonly onUndone: (file: KeyFile) => void;
}

/** Says that a key is its owner's alone now, and takes that back if it was not meant. */
export function KeyMended({ file, isCopy, onUndone }: KeyMendedProps) {
  const { t } = useTranslation();
  const [failure, setFailure] = useState<Problem | null>(null);
  const undo = () => {
    call('keys.undoMend', { path: file.path }).then(onUndone, (error: unknown) =>
      setFailure(toProblem(error)),
    );
  };
  return (
    <>
      <p className="key-mended">
        <Check size={15} aria-hidden />
        {t(isCopy ? 'connect.copied' : 'connect.mended', { name: file.name, path: file.path })}
        {!isCopy && (
          <Button look="link" onPress={undo}>
            {t('connect.undo')}
          </Button>
        )}
      </p>
      {failure !== null && <ProblemView problem={failure} look="inline" />}
    </>
  );
}
