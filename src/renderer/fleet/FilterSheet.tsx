import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { TextField } from 'react-aria-components/TextField';
import { Button } from '../ui/Button.js';
import { Sheet } from '../ui/Sheet.js';
import { isTaken } from './filters.js';

interface FilterSheetProps {
  readonly title: string;
  readonly query: string;
  /** The name that it has already; empty for a new one. */
  readonly name: string;
  readonly onSubmit: (name: string) => void;
  readonly onClose: () => void;
}

/** Asks for the name of a search that is kept. */
export function FilterSheet({ title, query, name: firstName, onSubmit, onClose }: FilterSheetProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(firstName);
  const isNew = name.trim().toLowerCase() !== firstName.toLowerCase();
  const taken = isNew && isTaken(name);
  const canSubmit = name.trim() !== '' && !(taken && firstName !== '');
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!canSubmit) return;
    onSubmit(name);
    onClose();
  };
  return (
    <Sheet title={title} width={420} onClose={onClose}>
      <form className="filter-form" onSubmit={submit}>
        <p className="mono selectable filter-query">{query}</p>
        <TextField className="field" value={name} onChange={setName} autoFocus>
          <Label className="field-label">{t('fleet.filters.name')}</Label>
          <Input className="input" spellCheck="false" maxLength={80} />
        </TextField>
        {taken && (
          <p className="muted" role="status">
            {t(firstName === '' ? 'fleet.filters.replaces' : 'fleet.filters.taken')}
          </p>
        )}
        <div className="sheet-actions">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" isDisabled={!canSubmit}>
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
