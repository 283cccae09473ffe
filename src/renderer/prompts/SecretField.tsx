import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { TextField } from 'react-aria-components/TextField';
import { ToggleIconButton } from '../ui/ToggleIconButton.js';

interface SecretFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Whether what is typed may always be seen. */
  readonly echo: boolean;
  readonly autoFocus: boolean;
}

/** A field for a passphrase, password or code: hidden unless the person wants to see it. */
export function SecretField({ label, value, onChange, echo, autoFocus }: SecretFieldProps) {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  return (
    <TextField
      className="field"
      value={value}
      onChange={onChange}
      type={echo || isShown ? 'text' : 'password'}
    >
      <Label className="field-label">{label}</Label>
      <div className="secret-field">
        <Input
          className={echo ? 'input' : 'input mono'}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          autoFocus={autoFocus}
        />
        {!echo && (
          <ToggleIconButton
            label={t(isShown ? 'prompts.hide' : 'prompts.show')}
            isSelected={isShown}
            onChange={setShown}
          >
            {isShown ? <EyeOff size={15} aria-hidden /> : <Eye size={15} aria-hidden />}
          </ToggleIconButton>
        )}
      </div>
    </TextField>
  );
}
