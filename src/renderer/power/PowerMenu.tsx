import { Power } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import type { ManagedNode } from '../../shared/node.js';
import { askPower, canPower, powerActions } from './power-store.js';

/** A menu that starts, stops and reboots instances; none for hybrid nodes, which AWS cannot switch. */
export function PowerMenu({ nodes }: { readonly nodes: readonly ManagedNode[] }) {
  const { t } = useTranslation();
  if (nodes.every(({ kind }) => kind === 'hybrid')) return null;
  return (
    <MenuTrigger>
      <AriaButton className="button">
        <Power size={14} aria-hidden />
        {t('power.menu')}
      </AriaButton>
      <Popover className="popover" placement="bottom start" offset={4}>
        <Menu
          className="menu"
          aria-label={t('power.menu')}
          disabledKeys={powerActions.filter((action) => !nodes.some((node) => canPower(action, node)))}
        >
          {powerActions.map((action) => (
            <MenuItem
              key={action}
              id={action}
              className="menu-item"
              onAction={() =>
                askPower(
                  action,
                  nodes.map(({ id }) => id),
                )
              }
            >
              {t(`power.actions.${action}`)}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
