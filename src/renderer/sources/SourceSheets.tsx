import { useTranslation } from 'react-i18next';
import { ProblemView } from '../problems/ProblemView.js';
import { Button } from '../ui/Button.js';
import { Sheet } from '../ui/Sheet.js';
import { AddSourceSheet } from './AddSourceSheet.js';
import { NewProfileSheet } from './NewProfileSheet.js';
import { closeProblem, useSources } from './sources-store.js';
import { WaitingSheet } from './WaitingSheet.js';

/** The dialogs about sources: adding one, signing in, and what went wrong with that. */
export function SourceSheets() {
  const { t } = useTranslation();
  const { sheet, problem } = useSources();
  return (
    <>
      {sheet === 'add' && <AddSourceSheet />}
      {sheet === 'new-profile' && <NewProfileSheet />}
      <WaitingSheet />
      {problem !== null && (
        <Sheet title={t('sources.failed')} onClose={closeProblem}>
          <ProblemView problem={problem} look="dialog">
            <Button onPress={closeProblem} autoFocus>
              {t('common.close')}
            </Button>
          </ProblemView>
        </Sheet>
      )}
    </>
  );
}
