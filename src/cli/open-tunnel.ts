import { RoutedDialer } from '../connection/network.js';
import { Tunnel } from '../connection/tunnel.js';
import type { ChannelState } from '../session-manager/index.js';
import type { StartedSession } from '../shared/contract/index.js';
import type { CliSessions } from './aws/sessions.js';
import { sessionHost } from './session-host.js';
import type { Target } from './target.js';

/** Begins to open the channel of a session that was started for this process. */
export async function openTunnel(
  ticket: StartedSession,
  sessions: CliSessions,
  target: Target,
  onState: (state: ChannelState) => void,
): Promise<Tunnel> {
  const dialer = new RoutedDialer();
  await dialer.follow(ticket);
  return Tunnel.through(ticket, sessionHost(sessions, target, dialer), dialer.dial, onState);
}
