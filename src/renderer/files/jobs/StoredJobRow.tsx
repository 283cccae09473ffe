import { Clock } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StoredJob } from '../../../shared/contract/index.js';
import { shownName } from '../../../shared/file-name.js';
import { call } from '../../bridge.js';
import { useFleet } from '../../fleet/store.js';
import { Button } from '../../ui/Button.js';
import { nodeName } from '../../ui/node-name.js';
import { Sheet } from '../../ui/Sheet.js';
import { jobSubject } from './job-words.js';

interface StoredJobRowProps {
  readonly nodeId: string;
  readonly job: StoredJob;
  readonly onConnect: () => void;
}

/** A job that was not finished, of a node that is not connected. */
export function StoredJobRow({ nodeId, job, onConnect }: StoredJobRowProps) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const node = useFleet((state) => state.nodes.get(nodeId)?.node);
  const name = node === undefined ? nodeId : nodeName(node);
  const paths = job.spec.kind === 'copy' ? job.spec.from.paths : job.spec.paths;
  const subject = jobSubject(t, { firstPath: paths[0] ?? '', pathCount: paths.length });
  const discard = () => {
    setAsking(false);
    void call('jobs.discard', { nodeId, jobId: job.jobId }).catch(() => undefined);
  };
  return (
    <li className="job" data-state="stored" data-testid="job">
      <div className="job-line">
        <Clock className="job-icon" size={15} aria-hidden />
        <span className="job-title">
          <span className="file-text">{t('jobs.storedTitle', { name: subject, node: name })}</span>
        </span>
        <span className="job-outcome">{t(node === undefined ? 'jobs.storedGone' : 'jobs.storedWhy')}</span>
        <span className="job-buttons">
          <Button look="quiet" onPress={onConnect} isDisabled={node === undefined}>
            {t('jobs.connect')}
          </Button>
          <Button look="quiet" onPress={() => setAsking(true)}>
            {t('jobs.discard')}
          </Button>
        </span>
      </div>
      {isAsking && (
        <Sheet
          title={t('jobs.discardTitle', { name: subject })}
          role="alertdialog"
          width={440}
          onClose={() => setAsking(false)}
        >
          <p>
            {job.parts.length > 0
              ? t('jobs.discardParts', { count: job.parts.length })
              : t('jobs.discardWhy')}
          </p>
          {job.parts.length > 0 && (
            <ul className="files-names selectable">
              {job.parts.slice(0, 6).map(({ partPath }) => (
                <li key={partPath}>{shownName(partPath)}</li>
              ))}
            </ul>
          )}
          <div className="sheet-actions">
            <Button onPress={() => setAsking(false)} autoFocus>
              {t('common.cancel')}
            </Button>
            <Button look="danger" onPress={discard}>
              {t('jobs.discard')}
            </Button>
          </div>
        </Sheet>
      )}
    </li>
  );
}
