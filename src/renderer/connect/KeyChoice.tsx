import { FolderOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Label } from 'react-aria-components/Label';
import { RadioButton, RadioField, RadioGroup } from 'react-aria-components/RadioGroup';
import type { KeyFile } from '../../shared/contract/index.js';
import { Button } from '../ui/Button.js';
import { folderOf } from '../ui/path.js';

interface KeyChoiceProps {
  readonly keys: readonly KeyFile[];
  readonly value: string | null;
  readonly onChange: (path: string) => void;
  readonly onChooseFile: () => void;
}

/** The private keys to choose from, each with what tells it apart, and the way to any other file. */
export function KeyChoice({ keys, value, onChange, onChooseFile }: KeyChoiceProps) {
  const { t } = useTranslation();
  return (
    <div className="field">
      <RadioGroup className="keys" value={value} onChange={onChange}>
        <Label className="field-label">{t('connect.key')}</Label>
        {keys.length === 0 && <p className="muted">{t('connect.keysNone')}</p>}
        <div className="keys-list">
          {keys.map((key) => (
            <KeyOption key={key.path} file={key} />
          ))}
        </div>
      </RadioGroup>
      <Button onPress={onChooseFile}>
        <FolderOpen size={15} aria-hidden />
        {t('connect.chooseFile')}
      </Button>
    </div>
  );
}

function KeyOption({ file }: { readonly file: KeyFile }) {
  const { t } = useTranslation();
  const facts = [
    file.type === null ? t('connect.unknownType', { format: file.format }) : shortType(file.type),
    file.fingerprint === null ? null : shortFingerprint(file.fingerprint),
    file.encrypted ? t('connect.passphrase') : t('connect.noPassphrase'),
  ];
  return (
    <RadioField value={file.path}>
      <RadioButton className="key">
        <span className="key-mark" aria-hidden />
        <span className="key-text">
          <span className="key-title">
            <span className="key-name">{file.name}</span>
            <span className="key-folder muted" title={file.path}>
              {folderOf(file.path)}
            </span>
          </span>
          <span className="key-facts mono" title={file.fingerprint ?? undefined}>
            {facts.filter(Boolean).join('  ')}
          </span>
          {file.comment !== '' && <span className="key-comment muted">{file.comment}</span>}
        </span>
        {file.mode !== null && (
          <span className="key-mode mono" title={t('connect.modeLabel', { mode: file.mode })}>
            {file.mode}
          </span>
        )}
      </RadioButton>
    </RadioField>
  );
}

/** Enough of a fingerprint to tell keys apart at a glance; the tooltip has all of it. */
const shortFingerprint = (fingerprint: string): string =>
  fingerprint.replace(/^(SHA256:.{8}).+(.{6})$/, '$1…$2');

const typeNames: Readonly<Record<string, string>> = {
  'ssh-ed25519': 'ED25519',
  'ssh-rsa': 'RSA',
  'ssh-dss': 'DSA',
  'ecdsa-sha2-nistp256': 'ECDSA 256',
  'ecdsa-sha2-nistp384': 'ECDSA 384',
  'ecdsa-sha2-nistp521': 'ECDSA 521',
};

/** A key type as people say it; SSH's own name for one that is new to us. */
const shortType = (type: string): string => typeNames[type] ?? type;
