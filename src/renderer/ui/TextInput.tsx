import { FieldError } from 'react-aria-components/FieldError';
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
  /** Why the value cannot be taken, below the field. */
  readonly problem?: string | null;
}

/** A field for a name or an address, with its label above. */
export function TextInput({
  label,
  isMono = false,
  placeholder,
  autoFocus = false,
  problem = null,
  ...field
}: TextInputProps) {
  return (
    <TextField className="field" isInvalid={problem !== null} {...field}>
      <Label className="field-label">{label}</Label>
      <Input
        className={classNames('input', isMono && 'mono')}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        autoFocus={autoFocus}
        {...(placeholder === undefined ? {} : { placeholder })}
      />
      {problem !== null && <FieldError className="field-error">{problem}</FieldError>}
    </TextField>
  );
}
