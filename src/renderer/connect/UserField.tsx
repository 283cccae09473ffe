import { useTranslation } from 'react-i18next';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextField } from 'react-aria-components/TextField';

interface UserFieldProps {
  readonly value: string;
  readonly onChange: (user: string) => void;
  /** The name is typed in full, as far as one can tell. */
  readonly onLeave: () => void;
  /** Where the name comes from; null for what a person has typed. */
  readonly note: string | null;
}

/** The user to sign in as, with where that name comes from. */
export function UserField({ value, onChange, onLeave, note }: UserFieldProps) {
  const { t } = useTranslation();
  return (
    <TextField
      className="field user-field"
      value={value}
      onChange={onChange}
      onBlur={onLeave}
      isRequired
      validationBehavior="aria"
    >
      <Label className="field-label">{t('connect.user')}</Label>
      <div className="user-field-box">
        <Input className="input" spellCheck={false} autoComplete="off" autoCapitalize="off" autoFocus />
        {note !== null && (
          <Text slot="description" className="user-field-note">
            {note}
          </Text>
        )}
      </div>
      {value.trim() === '' && <p className="field-error">{t('connect.userMissing')}</p>}
    </TextField>
  );
}
