import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from 'react-aria-components/Form';
import { Button } from '../../ui/Button.js';
import { Sheet } from '../../ui/Sheet.js';
import { TextInput } from '../../ui/TextInput.js';
import type { PaneContext } from '../commands.js';
import { nameFaultText } from '../pane/name-fault.js';

interface NewSheetProps extends PaneContext {
  readonly kind: 'new-folder' | 'new-file';
  readonly onClose: () => void;
}

/** Asks for the name of a new folder or file. */
export function NewSheet({ pane, kind, onClose }: NewSheetProps) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const fault = nameFaultText(t, pane, name);
  const isPossible = name !== '' && fault === null;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!isPossible) return;
    onClose();
    const args = { side: pane.side, path: pane.pathOf(name) };
    void pane.change((call) => call(kind === 'new-folder' ? 'makeDirectory' : 'makeFile', args), name);
  };
  return (
    <Sheet title={t(`files.command.${kind}`)} onClose={onClose} width={420}>
      <Form className="files-form" onSubmit={submit}>
        <TextInput label={t('files.name')} value={name} onChange={setName} problem={fault} autoFocus />
        <div className="sheet-actions">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" isDisabled={!isPossible}>
            {t('files.create')}
          </Button>
        </div>
      </Form>
    </Sheet>
  );
}
