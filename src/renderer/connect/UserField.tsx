import { useTranslation } from 'react-i18next';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextField } from 'react-aria-components/TextField';

interface UserFieldProps {
  readonly value: string;
  readonly onChange: (user: string) => void;
  readonly isGuessed: boolean;
}

/** The user to sign in as. While it is what we guessed, it says so. */
export function UserField({ value, onChange, isGuessed }: UserFieldProps) {
  const { t } = useTranslation();
  return (
    <TextField
      className="field user-field"
      value={value}
      onChange={onChange}
      isRequired
      validationBehavior="aria"
    >
      <Label className="field-label">{t('connect.user')}</Label>
      <div className="user-field-box">
        <Input className="input" spellCheck={false} autoComplete="off" autoCapitalize="off" autoFocus />
        {isGuessed && (
          <Text slot="description" className="user-field-note">
            {t('connect.userGuessed')}
          </Text>
        )}
      </div>
      {value.trim() === '' && <p className="field-error">{t('connect.userMissing')}</p>}
    </TextField>
  );
}
