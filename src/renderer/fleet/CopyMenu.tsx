import { useTranslation } from 'react-i18next';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { call } from '../bridge.js';
import type { IndexedNode } from '../../shared/query/indexed-node.js';
import { copyForms, copyText } from './copy-forms.js';
import { rowsAs, type RowFormat } from './row-text.js';
import { useFleet } from './store.js';

const formats: readonly RowFormat[] = ['csv', 'json'];

/** A menu that copies one of the names of some nodes, or all that is known of them. */
export function CopyMenu({ entries }: { readonly entries: readonly IndexedNode[] }) {
  const { t } = useTranslation();
  return (
    <MenuTrigger>
      <AriaButton className="button">{t('details.copyMenu')}</AriaButton>
      <Popover className="popover" placement="bottom start" offset={4}>
        <CopyChoices entries={entries} />
      </Popover>
    </MenuTrigger>
  );
}

interface CopyChoicesProps {
  readonly entries: readonly IndexedNode[];
  /** Something was chosen, or nothing is to be. */
  readonly onClose?: () => void;
}

/** The names of some nodes, and all that is known of them, to copy. */
export function CopyChoices({ entries, onClose }: CopyChoicesProps) {
  const { t } = useTranslation();
  const sources = useFleet((state) => state.sources);
  const columns = useFleet((state) => state.columns).map(({ column }) => column);
  const nodes = entries.map(({ node }) => node);
  const texts = copyForms.map((form) => ({ form, text: copyText(form, nodes, sources) }));
  const copy = (text: string) => void call('clipboard.write', { text });
  return (
    <Menu className="menu" aria-label={t('details.copyMenu')} {...(onClose && { onClose })}>
      {texts.map(
        ({ form, text }) =>
          text !== '' && (
            <MenuItem key={form} className="menu-item" onAction={() => copy(text)}>
              {t(`details.copyForms.${form}`)}
            </MenuItem>
          ),
      )}
      {formats.map((format) => (
        <MenuItem key={format} className="menu-item" onAction={() => copy(rowsAs(format, entries, columns))}>
          {t(`details.copyRows.${format}`)}
        </MenuItem>
      ))}
    </Menu>
  );
}
