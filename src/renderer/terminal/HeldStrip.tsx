import { CloudOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { formatTime } from '../ui/format.js';
import type { TerminalSession } from './session.js';
import { isHeld } from './session-state.js';

/** Says that the network is away and that typing is kept; the terminal stays usable below it. */
export function HeldStrip({ session }: { readonly session: TerminalSession }) {
  const { t } = useTranslation();
  const held = useStore(session.store, isHeld);
  const { since, attempt } = useStore(session.store, (state) => state.path);
  return (
    <div className="held" role="status">
      {held && (
        <p className="held-strip">
          <CloudOff size={15} aria-hidden />
          <span>{t('terminal.held', { time: formatTime(since) })}</span>
          {attempt > 0 && (
            <span className="held-attempt">{t('terminal.heldAttempt', { count: attempt })}</span>
          )}
        </p>
      )}
    </div>
  );
}
