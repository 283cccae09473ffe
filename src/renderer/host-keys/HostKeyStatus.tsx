import { ShieldCheck, ShieldQuestionMark } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Popover } from 'react-aria-components/Popover';
import type { ShownHostKey } from '../../shared/contract/index.js';
import { CopyButton } from '../ui/CopyButton.js';
import { keyTypeName } from './key-type.js';

interface HostKeyStatusProps {
  readonly hostKey: ShownHostKey;
  readonly name: string;
}

/** In the status line: whether the server's key is known or verified; pressed, it says why and shows the key. */
export function HostKeyStatus({ hostKey, name }: HostKeyStatusProps) {
  const { t } = useTranslation();
  const { type, fingerprint, trust } = hostKey;
  const isVerified = trust !== 'first-use';
  return (
    <DialogTrigger>
      <AriaButton className="host-key-status" data-trust={trust}>
        {isVerified ? <ShieldCheck size={13} aria-hidden /> : <ShieldQuestionMark size={13} aria-hidden />}
        {t(`hostKey.trust.${trust}`)}
      </AriaButton>
      <Popover className="popover host-key-popover" placement="top" offset={4}>
        <Dialog className="host-key-about">
          <Heading slot="title">{t('hostKey.about', { name })}</Heading>
          <p>{t(`hostKey.trustWhy.${trust}`)}</p>
          <dl className="host-key-rows">
            <dt>{t('hostKey.type')}</dt>
            <dd>{keyTypeName(type)}</dd>
            <dt>{t('hostKey.fingerprint')}</dt>
            <dd className="mono selectable">
              {fingerprint} <CopyButton text={fingerprint} label={t('hostKey.copy')} />
            </dd>
          </dl>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
