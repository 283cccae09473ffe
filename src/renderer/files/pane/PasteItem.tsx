import { useTranslation } from 'react-i18next';
import { MenuItem } from 'react-aria-components/Menu';
import { call } from '../../bridge.js';
import { KeyHint } from '../../ui/KeyHint.js';
import { commandKey } from '../../ui/platform.js';
import { pasteHeld } from '../clipboard.js';
import type { PaneContext } from '../commands.js';

/** Pastes what was copied in a pane. Files of other programs come by the key only: a page sees them in its event. */
export function PasteItem({ files, pane }: PaneContext) {
  const { t } = useTranslation();
  const paste = async () => {
    const { text } = await call('clipboard.read', {});
    await pasteHeld(files, pane, text);
  };
  return (
    <MenuItem id="paste" className="menu-item" textValue={t('files.paste')} onAction={() => void paste()}>
      {t('files.paste')}
      <KeyHint>{commandKey('V')}</KeyHint>
    </MenuItem>
  );
}
