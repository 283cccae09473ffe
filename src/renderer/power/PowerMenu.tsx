import { Power } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import type { ManagedNode } from '../../shared/node.js';
import { askPower, canPower, powerActions } from './power-store.js';

/** Whether any of some nodes can be switched: hybrid nodes cannot, by AWS. */
export const hasPower = (nodes: readonly ManagedNode[]): boolean =>
  nodes.some(({ kind }) => kind !== 'hybrid');

/** A menu that starts, stops and reboots instances; none where there is nothing to switch. */
export function PowerMenu({ nodes }: { readonly nodes: readonly ManagedNode[] }) {
  const { t } = useTranslation();
  if (!hasPower(nodes)) return null;
  return (
    <MenuTrigger>
      <AriaButton className="button">
        <Power size={14} aria-hidden />
        {t('power.menu')}
      </AriaButton>
      <Popover className="popover" placement="bottom start" offset={4}>
        <PowerChoices nodes={nodes} />
      </Popover>
    </MenuTrigger>
  );
}

interface PowerChoicesProps {
  readonly nodes: readonly ManagedNode[];
  /** Something was chosen, or nothing is to be. */
  readonly onClose?: () => void;
}

/** What can be done to the power of some instances; what none of them is in the state for is there, but disabled. */
export function PowerChoices({ nodes, onClose }: PowerChoicesProps) {
  const { t } = useTranslation();
  const ids = nodes.map(({ id }) => id);
  return (
    <Menu
      className="menu"
      aria-label={t('power.menu')}
      {...(onClose && { onClose })}
      disabledKeys={powerActions.filter((action) => !nodes.some((node) => canPower(action, node)))}
    >
      {powerActions.map((action) => (
        <MenuItem key={action} id={action} className="menu-item" onAction={() => askPower(action, ids)}>
          {t(`power.actions.${action}`)}
        </MenuItem>
      ))}
    </Menu>
  );
}
