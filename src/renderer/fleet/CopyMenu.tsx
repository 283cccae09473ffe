import { useTranslation } from 'react-i18next';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import type { ManagedNode } from '../../shared/node.js';
import { call } from '../bridge.js';

/** A menu that copies one of a node's names. */
export function CopyMenu({ node }: { readonly node: ManagedNode }) {
  const { t } = useTranslation();
  const choices = [
    { label: t('details.copyId'), text: node.id },
    { label: t('details.copyName'), text: node.name },
    { label: t('details.copyPrivateIp'), text: node.privateIp },
    { label: t('details.copyPublicIp'), text: node.publicIp },
  ];
  return (
    <MenuTrigger>
      <AriaButton className="button">{t('details.copyMenu')}</AriaButton>
      <Popover className="popover" placement="bottom start" offset={4}>
        <Menu className="menu">
          {choices.map(({ label, text }) => {
            if (text === null || text === '') return null;
            return (
              <MenuItem
                key={label}
                className="menu-item"
                onAction={() => void call('clipboard.write', { text })}
              >
                {label}
              </MenuItem>
            );
          })}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
