import { useTranslation } from 'react-i18next';
import type { PowerProgress } from '../../shared/contract/index.js';
import { reveal } from '../fleet/selection.js';
import { useFleet } from '../fleet/store.js';
import { Button } from '../ui/Button.js';
import { nodeName } from '../ui/node-name.js';
import { Spinner } from '../ui/Spinner.js';
import { isOver, usePower } from './power-store.js';

/** In the status bar: how many instances are on their way, and the last one that has come to its end. */
export function PowerStatus() {
  const { t } = useTranslation();
  const progress = usePower((state) => state.progress);
  const all = [...progress.values()];
  const busy = all.filter((each) => !isOver(each)).length;
  const ended = all.filter(isOver).at(-1);
  return (
    <>
      {busy > 0 && (
        <span className="status-state">
          <Spinner size={12} />
          {t('power.status.busy', { count: busy })}
        </span>
      )}
      <span role="status">{ended && <Ended progress={ended} />}</span>
    </>
  );
}

/** Where the instance is not selected, this leads to it. */
function Ended({ progress: { nodeId, step } }: { readonly progress: PowerProgress }) {
  const { t } = useTranslation();
  const node = useFleet((state) => state.nodes.get(nodeId)?.node);
  const name = node === undefined ? nodeId : nodeName(node);
  const words = step === 'reachable' || step === 'stopped' || step === 'running' ? step : 'failed';
  return (
    <Button look="link" onPress={() => reveal(nodeId)}>
      {t(`power.status.${words}`, { name })}
    </Button>
  );
}
