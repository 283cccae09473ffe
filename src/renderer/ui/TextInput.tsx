import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { TextField } from 'react-aria-components/TextField';
import { classNames } from './class-names.js';

interface TextInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly autoFocus?: boolean;
  readonly isMono?: boolean;
}

/** A field for a name or an address, with its label above. */
export function TextInput({
  label,
  isMono = false,
  placeholder,
  autoFocus = false,
  ...field
}: TextInputProps) {
  return (
    <TextField className="field" {...field}>
      <Label className="field-label">{label}</Label>
      <Input
        className={classNames('input', isMono && 'mono')}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        autoFocus={autoFocus}
        {...(placeholder === undefined ? {} : { placeholder })}
      />
    </TextField>
  );
}
