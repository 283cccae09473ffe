import { useTranslation } from 'react-i18next';
import { CopyButton } from './CopyButton.js';

/** A command as one would type it, with a button that copies it. */
export function CommandLine({ command }: { readonly command: string }) {
  const { t } = useTranslation();
  return (
    <span className="command-line">
      <code>{command}</code>
      <CopyButton text={command} label={t('common.copy')} />
    </span>
  );
}
