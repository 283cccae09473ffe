import { useTranslation } from 'react-i18next';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { TextField } from 'react-aria-components/TextField';

/** Where SSH servers listen unless told otherwise. */
export const SSH_PORT = 22;

/** The port in a text; null for what is none. */
export function portIn(text: string): number | null {
  const port = Number(text.trim());
  return Number.isInteger(port) && port >= 1 && port <= 65_535 ? port : null;
}

interface PortFieldProps {
  readonly value: string;
  readonly onChange: (port: string) => void;
}

/** The port of the node's SSH server. */
export function PortField({ value, onChange }: PortFieldProps) {
  const { t } = useTranslation();
  return (
    <TextField
      className="field port-field"
      value={value}
      onChange={onChange}
      isInvalid={portIn(value) === null}
      validationBehavior="aria"
    >
      <Label className="field-label">{t('connect.port')}</Label>
      <Input className="input mono" inputMode="numeric" autoComplete="off" maxLength={5} />
    </TextField>
  );
}
