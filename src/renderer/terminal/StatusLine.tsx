import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { HostKeyStatus } from '../host-keys/HostKeyStatus.js';
import { formatDuration, formatRate } from '../ui/format.js';
import { nodeName } from '../ui/node-name.js';
import { StateDot, type Tone } from '../ui/StateDot.js';
import { useNow } from '../ui/use-now.js';
import type { TerminalSession } from './session.js';
import { isHeld, type SessionState } from './session-state.js';

// A rate is of the last second; the connection is silent when nothing changes, so an old one means none.
const RATE_IS_OLD_MS = 2500;

/** The bottom line of a connection: state, user, round trip, rates, host key and time connected. */
export function StatusLine({ session }: { readonly session: TerminalSession }) {
  const { t } = useTranslation();
  const state = useStore(session.store);
  const name = nodeName(session.node);
  const now = useNow(1000);
  const { phase, rttMs, traffic, hostKey, openedAt } = state;
  const look = sessionLook(state);
  const isFresh = now - traffic.at < RATE_IS_OLD_MS;
  return (
    <footer className="status-bar" aria-label={t('status.label')}>
      <span className="status-state">
        <StateDot tone={look.tone} />
        {t(`status.${look.words}`)}
      </span>
      <span className="selectable">
        {state.signIn === null ? t('status.sessionShell', { name }) : `${state.signIn.user}@${name}`}
      </span>
      {phase === 'open' && (
        <>
          {rttMs !== null && <span>{t('status.roundTrip', { ms: Math.round(rttMs) })}</span>}
          <span className="status-rates">
            <Rate label={t('status.down')} arrow="↓" rate={isFresh ? traffic.rateDown : 0} />
            <Rate label={t('status.up')} arrow="↑" rate={isFresh ? traffic.rateUp : 0} />
          </span>
        </>
      )}
      {hostKey !== null && <HostKeyStatus hostKey={hostKey} name={name} />}
      <span className="status-end">
        {phase === 'open' &&
          openedAt !== null &&
          t('status.connectedFor', { time: formatDuration(now - openedAt) })}
      </span>
    </footer>
  );
}

interface RateProps {
  readonly label: string;
  readonly arrow: string;
  readonly rate: number;
}

function Rate({ label, arrow, rate }: RateProps) {
  return (
    <span className="status-rate">
      <span className="visually-hidden">{label}</span>
      <span aria-hidden>{arrow}</span> {formatRate(rate)}
    </span>
  );
}

/** How a connection's state looks and reads, in its tab and its status line. */
export function sessionLook(state: SessionState): {
  tone: Tone;
  words: 'connecting' | 'open' | 'held' | 'closed';
} {
  if (isHeld(state)) return { tone: 'warn', words: 'held' };
  switch (state.phase) {
    case 'connecting':
      return { tone: 'busy', words: 'connecting' };
    case 'open':
      return { tone: 'ok', words: 'open' };
    case 'closed':
      return { tone: state.end?.problem ? 'bad' : 'idle', words: 'closed' };
  }
}
