import { ClipboardCopy, GripVertical, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { toProblem } from '../../../shared/problem.js';
import { call } from '../../bridge.js';
import { Button, IconButton } from '../../ui/Button.js';
import { Spinner } from '../../ui/Spinner.js';
import type { PaneContext } from '../commands.js';
import { jobSubject } from '../jobs/job-words.js';
import { endStaging } from './stage.js';

/** The files that other programs can take from here: a handle to drag them by, and a button that copies them. */
export function StagedStrip({ files, pane }: PaneContext) {
  const { t } = useTranslation();
  const staged = useStore(files.store, (state) => state.staged);
  if (staged === null) return null;
  const { stagingId, count, firstPath, isReady, canCopy } = staged;
  const name = jobSubject(t, { firstPath, pathCount: count });
  const run = (what: 'staging.drag' | 'staging.copy') =>
    void call(what, { stagingId }).catch((error: unknown) =>
      pane.store.setState({ notice: toProblem(error) }),
    );
  return (
    <section className="staged" aria-label={t('staging.label')}>
      {isReady ? (
        <span
          className="staged-handle"
          draggable
          title={t('staging.drag')}
          onDragStart={(event) => {
            // The system's own drag takes its place: only that one can leave the window with files.
            event.preventDefault();
            run('staging.drag');
          }}
        >
          <GripVertical size={14} aria-hidden />
          <span className="file-text">{name}</span>
        </span>
      ) : (
        <span className="staged-handle">
          <Spinner size={12} />
          <span className="file-text">{name}</span>
        </span>
      )}
      <span className="staged-state muted" role="status">
        {t(isReady ? 'staging.ready' : 'staging.fetching')}
      </span>
      {isReady && canCopy && (
        <Button look="quiet" onPress={() => run('staging.copy')}>
          <ClipboardCopy size={14} aria-hidden />
          {t('staging.copy')}
        </Button>
      )}
      <IconButton label={t('staging.end')} onPress={() => void endStaging(files)}>
        <X size={14} aria-hidden />
      </IconButton>
    </section>
  );
}
