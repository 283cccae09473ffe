import type { Host } from '../connection/host.js';
import type { RoutedDialer } from '../connection/network.js';
import type { Args, ConnectionCalls } from '../shared/contract/index.js';
import type { CliSessions } from './aws/sessions.js';
import type { Target } from './target.js';

type SessionCall = Extract<keyof ConnectionCalls, `session.${string}`>;
type Answers = { readonly [Name in SessionCall]: (args: Args<ConnectionCalls, Name>) => Promise<unknown> };

/** What main is to a connection process, for a tunnel in this process: it starts, resumes and ends sessions. */
export function sessionHost(sessions: CliSessions, target: Target, dialer: RoutedDialer): Host {
  const answers: Answers = {
    'session.start': async ({ portNumber }) => {
      const ticket = await sessions.start(target, portNumber);
      await dialer.follow(ticket);
      return ticket;
    },
    'session.resume': async ({ sessionId }) => {
      const ticket = await sessions.resume(sessionId);
      await dialer.follow(ticket);
      return ticket;
    },
    'session.terminate': async ({ sessionId }) => {
      await sessions.terminate(sessionId);
      return {};
    },
    'session.dataKey': (request) => sessions.dataKey(request),
  };
  return { call: (name, args) => answers[name as SessionCall](args as never) as never };
}
