import { FolderOpen, Pencil } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LeftEdit } from '../../../shared/contract/index.js';
import { shownName } from '../../../shared/file-name.js';
import { call } from '../../bridge.js';
import { useFleet } from '../../fleet/store.js';
import { Button, IconButton } from '../../ui/Button.js';
import { nodeName } from '../../ui/node-name.js';
import { baseName } from '../../ui/path.js';
import { EndEditSheet } from './EndEditSheet.js';

interface LeftEditRowProps {
  readonly edit: LeftEdit;
  readonly onConnect: () => void;
}

/** An edited file that the app was closed over, with changes that the node has not got. */
export function LeftEditRow({ edit, onConnect }: LeftEditRowProps) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const { editId, nodeId, path } = edit;
  const node = useFleet((state) => state.nodes.get(nodeId)?.node);
  const name = shownName(baseName(path));
  return (
    <li className="job" data-state="stored" data-testid="edit">
      <div className="job-line">
        <Pencil className="job-icon is-asking" size={15} aria-hidden />
        <span className="job-title" title={shownName(path)}>
          <span className="file-text">
            {t('editing.title', { name, node: node === undefined ? nodeId : nodeName(node) })}
          </span>
        </span>
        <span className="job-outcome">{t('editing.state.left')}</span>
        <span className="job-buttons">
          <Button look="quiet" onPress={onConnect} isDisabled={node === undefined}>
            {t('jobs.connect')}
          </Button>
          <IconButton
            label={t('editing.show')}
            onPress={() => void call('editing.show', { editId }).catch(() => undefined)}
          >
            <FolderOpen size={14} aria-hidden />
          </IconButton>
          <Button look="quiet" onPress={() => setAsking(true)}>
            {t('jobs.discard')}
          </Button>
        </span>
      </div>
      {isAsking && <EndEditSheet editId={editId} name={name} onClose={() => setAsking(false)} />}
    </li>
  );
}
