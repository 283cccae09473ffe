import { Info, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { IconButton } from '../ui/Button.js';
import type { TerminalSession } from './session.js';

/** What the account's session preferences say to people who connect, above the terminal until it is dismissed. */
export function NoticeStrip({ session }: { readonly session: Pick<TerminalSession, 'store'> }) {
  const { t } = useTranslation();
  const notice = useStore(session.store, (state) => state.notice);
  if (notice === null) return null;
  return (
    <div className="notice-strip" role="note" aria-label={t('terminal.notice')}>
      <Info size={15} aria-hidden />
      <p>{notice}</p>
      <IconButton
        label={t('terminal.dismissNotice')}
        onPress={() => session.store.setState({ notice: null })}
      >
        <X size={14} aria-hidden />
      </IconButton>
    </div>
  );
}
