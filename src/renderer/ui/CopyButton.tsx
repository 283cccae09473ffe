import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../bridge.js';
import { Button, IconButton } from './Button.js';

const SHOW_COPIED_MS = 1500;

interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
  /** With words, or the icon alone. */
  readonly look?: 'words' | 'icon';
}

/** Copies a text, and says so. */
export function CopyButton({ text, label, look = 'icon' }: CopyButtonProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOW_COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = () => void call('clipboard.write', { text }).then(() => setCopied(true));
  const icon = copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />;
  return look === 'words' ? (
    <Button onPress={copy}>
      {icon}
      <span aria-live="polite">{copied ? t('common.copied') : label}</span>
    </Button>
  ) : (
    <IconButton label={copied ? t('common.copied') : label} onPress={copy}>
      {icon}
    </IconButton>
  );
}
