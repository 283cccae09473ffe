import { Check, CircleAlert, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../bridge.js';
import { Button, IconButton } from './Button.js';

const SHOW_OUTCOME_MS = 1500;

interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
  /** With words, or the icon alone. */
  readonly look?: 'words' | 'icon';
}

const icons = { copied: Check, failed: CircleAlert } as const;

/** Copies a text, and says so, or that the system's clipboard did not take it. */
export function CopyButton({ text, label, look = 'icon' }: CopyButtonProps) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<keyof typeof icons | null>(null);
  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), SHOW_OUTCOME_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = () =>
    void call('clipboard.write', { text }).then(
      () => setOutcome('copied'),
      () => setOutcome('failed'),
    );
  const Icon = outcome === null ? Copy : icons[outcome];
  const icon = <Icon size={14} aria-hidden />;
  const words = outcome === null ? label : t(`common.${outcome === 'copied' ? 'copied' : 'notCopied'}`);
  return look === 'words' ? (
    <Button onPress={copy}>
      {icon}
      <span aria-live="polite">{words}</span>
    </Button>
  ) : (
    <IconButton label={words} onPress={copy}>
      {icon}
    </IconButton>
  );
}
