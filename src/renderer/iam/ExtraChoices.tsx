import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { CheckboxButton, CheckboxField } from 'react-aria-components/Checkbox';
import { CheckboxGroup } from 'react-aria-components/CheckboxGroup';
import { Label } from 'react-aria-components/Label';
import { extras, type Extra } from '../../iam/allow.js';

interface ExtraChoicesProps {
  readonly value: ReadonlySet<Extra>;
  readonly onChange: (value: ReadonlySet<Extra>) => void;
}

/** What else the app may do, each with the permission that it costs. */
export function ExtraChoices({ value, onChange }: ExtraChoicesProps) {
  const { t } = useTranslation();
  return (
    <CheckboxGroup
      className="field policy-extras"
      value={[...value]}
      onChange={(chosen) => onChange(new Set(extras.filter((extra) => chosen.includes(extra))))}
    >
      <Label className="field-label">{t('iam.extras')}</Label>
      {extras.map((extra) => (
        <CheckboxField key={extra} value={extra}>
          <CheckboxButton className="check">
            <span className="check-box" aria-hidden>
              <Check size={12} strokeWidth={3} />
            </span>
            {t(`iam.extraNames.${extra}`)}
          </CheckboxButton>
        </CheckboxField>
      ))}
    </CheckboxGroup>
  );
}
