import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PowerProgress as Progress } from '../../shared/contract/index.js';
import type { RemedyActions } from '../problems/ProblemView.js';
import { ProblemView } from '../problems/ProblemView.js';
import { Button, IconButton } from '../ui/Button.js';
import { formatDuration } from '../ui/format.js';
import { Spinner } from '../ui/Spinner.js';
import { StateDot } from '../ui/StateDot.js';
import { useNow } from '../ui/use-now.js';
import { closeProgress, isOver, usePower } from './power-store.js';
import { stepWords } from './step-words.js';

interface PowerProgressProps {
  readonly nodeId: string;
  readonly actions: RemedyActions;
  readonly onConnect: (nodeId: string) => void;
}

/** How far an instance has come that was started, stopped or rebooted, until that has been read. */
export function PowerProgress({ nodeId, actions, onConnect }: PowerProgressProps) {
  const { t } = useTranslation();
  const progress = usePower((state) => state.progress.get(nodeId));
  if (progress === undefined) return null;
  const close = (
    <IconButton label={t('power.dismiss')} onPress={() => closeProgress(nodeId)}>
      <X size={14} aria-hidden />
    </IconButton>
  );
  if (progress.problem !== null) {
    return (
      <ProblemView problem={progress.problem} look="inline" actions={actions}>
        <Button onPress={() => closeProgress(nodeId)}>{t('common.close')}</Button>
      </ProblemView>
    );
  }
  return (
    <section className="power-progress" role="status">
      {isOver(progress) ? (
        <StateDot tone={progress.step === 'reachable' ? 'ok' : 'idle'} />
      ) : (
        <Spinner size={13} />
      )}
      <p>
        {stepWords(progress)}
        {!isOver(progress) && <Since progress={progress} />}
      </p>
      {progress.step === 'reachable' && (
        <Button look="primary" onPress={() => onConnect(nodeId)}>
          {t('details.connect')}
        </Button>
      )}
      {isOver(progress) && close}
    </section>
  );
}

function Since({ progress: { askedAt } }: { readonly progress: Progress }) {
  const now = useNow(1_000);
  // Read out with each second it would be noise.
  return (
    <span className="muted" aria-hidden>
      {' '}
      {formatDuration(now - askedAt)}
    </span>
  );
}
