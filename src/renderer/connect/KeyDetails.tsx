import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/Button.js';
import { CopyButton } from '../ui/CopyButton.js';
import type { KeyFile } from '../../shared/contract/index.js';
import { classNames } from '../ui/class-names.js';

/** All that is known of the chosen key, for those who compare it with something. Closed until asked for. */
export function KeyDetails({ file }: { readonly file: KeyFile }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={classNames('key-details', isOpen && 'is-open')}>
      <Button look="link" onPress={() => setOpen(!isOpen)} aria-expanded={isOpen}>
        <ChevronRight size={14} aria-hidden />
        {t('connect.keyDetails', { name: file.name })}
      </Button>
      {isOpen && <Facts file={file} />}
    </div>
  );
}

function Facts({ file }: { readonly file: KeyFile }) {
  const { t } = useTranslation();
  const { certificate } = file;
  const facts: readonly (readonly [string, string | null])[] = [
    [t('connect.facts.path'), file.path],
    [t('connect.facts.target'), file.target],
    [t('connect.facts.format'), file.format],
    ['SHA256', file.fingerprint?.replace('SHA256:', '') ?? t('connect.facts.locked')],
    ['MD5', file.fingerprintMd5?.replace('MD5:', '') ?? null],
    [t('connect.facts.comment'), file.comment],
    [
      t('connect.facts.certificate'),
      certificate && t('connect.certificate.id', { id: certificate.keyId, serial: certificate.serial }),
    ],
  ];
  return (
    <dl className="key-facts-list">
      {facts.map(([name, value]) =>
        value === null || value === '' ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="mono">
              <span>{value}</span>
              <CopyButton text={value} label={t('common.copy')} />
            </dd>
          </div>
        ),
      )}
    </dl>
  );
}
