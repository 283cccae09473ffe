import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { MOST_POWERED, type PowerAction } from '../../shared/contract/index.js';
import type { ManagedNode } from '../../shared/node.js';
import { useFleet } from '../fleet/store.js';
import { Button } from '../ui/Button.js';
import { nodeName } from '../ui/node-name.js';
import { Sheet } from '../ui/Sheet.js';
import { canPower, changePower, dismissPower, usePower } from './power-store.js';

/** Names that are read; further ones are counted. */
const MOST_NAMES = 6;
/** The tag by which EC2 tells the group that an instance belongs to. */
const SCALING_GROUP = 'aws:autoscaling:groupName';

/** Asks before instances are started, stopped or rebooted, and says what that does. */
export function PowerSheet() {
  const request = usePower((state) => state.request);
  const known = useFleet((state) => state.nodes);
  if (request === null) return null;
  const nodes = request.nodeIds.flatMap((id) => known.get(id)?.node ?? []);
  return <Confirm action={request.action} nodes={nodes} />;
}

function Confirm({
  action,
  nodes,
}: {
  readonly action: PowerAction;
  readonly nodes: readonly ManagedNode[];
}) {
  const { t } = useTranslation();
  const connected = useFleet((state) => state.marks.connected);
  const able = nodes.filter((node) => canPower(action, node));
  const others = nodes.filter((node) => !canPower(action, node));
  const [only] = able;
  const title =
    able.length === 1 && only !== undefined
      ? t(`power.one.titles.${action}`, { name: nodeName(only) })
      : t(`power.several.titles.${action}`, { count: able.length });
  const button =
    able.length === 1
      ? t(`power.one.buttons.${action}`)
      : t(`power.several.buttons.${action}`, { count: able.length });
  const isTooMany = able.length > MOST_POWERED;
  const terminals = able.filter(({ id }) => connected.has(id)).length;
  return (
    <Sheet title={title} role="alertdialog" onClose={dismissPower}>
      {able.length > 1 && <p>{names(t, able)}</p>}
      <ul className="power-effects">
        <li>{t(`power.what.${action}`)}</li>
        {action === 'stop' && <StopEffects nodes={able} />}
        {action !== 'start' && terminals > 0 && <li>{t('power.terminals', { count: terminals })}</li>}
      </ul>
      {others.length > 0 && (
        <p className="muted">{t('power.leftOut', { count: others.length, names: names(t, others) })}</p>
      )}
      {isTooMany && (
        <p className="field-error" role="status">
          {t('power.tooMany', { most: MOST_POWERED })}
        </p>
      )}
      <div className="sheet-actions">
        {/* Enter by habit must not stop a machine; starting one does no harm. */}
        <Button onPress={dismissPower} autoFocus={action !== 'start'}>
          {t('common.cancel')}
        </Button>
        <Button
          look="primary"
          autoFocus={action === 'start'}
          isDisabled={isTooMany || able.length === 0}
          onPress={() =>
            void changePower(
              action,
              able.map(({ id }) => id),
            )
          }
        >
          {button}
        </Button>
      </div>
    </Sheet>
  );
}

/** What a stop takes away for good. */
function StopEffects({ nodes }: { readonly nodes: readonly ManagedNode[] }) {
  const { t } = useTranslation();
  const addresses = nodes.flatMap(({ publicIp }) => publicIp ?? []);
  const groups = new Set(nodes.flatMap(({ tags }) => tags[SCALING_GROUP] ?? []));
  return (
    <>
      <li>{t('power.instanceStore')}</li>
      {addresses.length > 0 && (
        <li>{t('power.addresses', { count: addresses.length, address: addresses[0] })}</li>
      )}
      {[...groups].map((group) => (
        <li key={group}>{t('power.scaling', { group })}</li>
      ))}
    </>
  );
}

function names(t: TFunction, nodes: readonly ManagedNode[]): string {
  const shown = nodes.slice(0, MOST_NAMES).map(nodeName).join(', ');
  const count = nodes.length - MOST_NAMES;
  return count > 0 ? t('power.more', { names: shown, count }) : shown;
}
