import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { CheckboxButton, CheckboxField } from 'react-aria-components/Checkbox';
import type { SettingValue } from '../../shared/contract/index.js';
import { Button } from '../ui/Button.js';
import { Choice } from '../ui/Choice.js';
import { ProxyField } from './ProxyField.js';
import type { SettingRow } from './rows.js';
import { chooseSetting, setSetting } from './settings-store.js';
import { valueWords } from './value-words.js';

interface SettingControlProps {
  readonly row: SettingRow;
  readonly value: SettingValue;
  readonly label: string;
}

/** What a setting is changed with. */
export function SettingControl({ row, value, label }: SettingControlProps) {
  const { t } = useTranslation();
  switch (row.kind) {
    case 'choice': {
      // What stands in the file is shown, whether it is one that we would propose or not.
      const values = row.values.includes(value) ? row.values : [...row.values, value];
      return (
        <Choice
          label={label}
          value={JSON.stringify(value)}
          options={values.map((each) => ({
            id: JSON.stringify(each),
            text: valueWords(t, row.name, each),
          }))}
          onChange={(id) => void setSetting(row.name, JSON.parse(id) as SettingValue)}
        />
      );
    }
    case 'switch':
      return (
        <CheckboxField
          isSelected={value === true}
          onChange={(isOn) => void setSetting(row.name, isOn)}
          aria-label={label}
        >
          <CheckboxButton className="check">
            <span className="check-box" aria-hidden>
              <Check size={12} strokeWidth={3} />
            </span>
            {valueWords(t, row.name, value)}
          </CheckboxButton>
        </CheckboxField>
      );
    case 'proxy':
      return <ProxyField value={String(value)} label={label} />;
    case 'chosen':
      return (
        <div className="setting-chosen">
          <span className={value === null ? 'muted' : 'mono selectable'}>
            {valueWords(t, row.name, value)}
          </span>
          <Button
            aria-label={`${label}: ${t('settings.choose')}`}
            onPress={() => void chooseSetting(row.name)}
          >
            {t('settings.choose')}
          </Button>
        </div>
      );
  }
}
