import { useTranslation } from 'react-i18next';
import { ProblemView } from '../problems/ProblemView.js';
import { Button } from '../ui/Button.js';
import { Sheet } from '../ui/Sheet.js';
import { closeExportProblem, useExported } from './export-rows.js';

/** In the status bar: where rows were written to. */
export function ExportStatus() {
  const { t } = useTranslation();
  const done = useExported((state) => state.done);
  return (
    <span role="status" className="fleet-text">
      {done && t('fleet.export.done', done)}
    </span>
  );
}

/** Why rows could not be written. */
export function ExportProblem() {
  const { t } = useTranslation();
  const problem = useExported((state) => state.problem);
  if (problem === null) return null;
  return (
    <Sheet title={t('fleet.export.failed')} onClose={closeExportProblem}>
      <ProblemView problem={problem} look="dialog">
        <Button onPress={closeExportProblem} autoFocus>
          {t('common.close')}
        </Button>
      </ProblemView>
    </Sheet>
  );
}
