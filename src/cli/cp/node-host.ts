import type { Host } from '../../connection/host.js';
import type { RoutedDialer } from '../../connection/network.js';
import type { HostIdentity } from '../../host-keys/host-identity.js';
import { loadKey } from '../../keys/key-file.js';
import type { Args, ConnectionCalls, SignIn } from '../../shared/contract/index.js';
import { heldKey } from '../../sign-in/agent-keys.js';
import { pushKey } from '../../sign-in/instance-connect.js';
import { Passphrases } from '../../sign-in/passphrases.js';
import { proofFor } from '../../sign-in/proofs.js';
import type { Place } from '../aws/place.js';
import type { CliSessions } from '../aws/sessions.js';
import { sessionHost } from '../session-host.js';
import type { Target } from '../target.js';
import { HostTrust } from './host-trust.js';
import { terminalPrompts } from './questions.js';

/** Keeps nothing beyond this run: the vault that does is Electron's. */
const NO_VAULT = {
  isAvailable: () => false,
  encrypt: () => Buffer.alloc(0),
  decrypt: () => '',
};

type Call = Extract<keyof ConnectionCalls, `signIn.${string}` | `hostKey.${string}`>;
type Answers = { readonly [Name in Call]: (args: Args<ConnectionCalls, Name>) => Promise<unknown> };

interface Parts {
  readonly place: Place;
  readonly sessions: CliSessions;
  readonly target: Target;
  readonly dialer: RoutedDialer;
  readonly signIn: SignIn;
}

/** What main is to a connection process, for SSH connections of this process. */
export function nodeHost({ place, sessions, target, dialer, signIn }: Parts): Host {
  const trust = new HostTrust(place);
  const passphrases = new Passphrases('', NO_VAULT);
  const context = { connectionId: 'cp', nodeId: target.id, signIn };
  const server = (port: number): HostIdentity => ({
    nodeId: target.id,
    label: target.label,
    region: place.source.region,
    accountId: null,
    port,
    launchedAt: null,
  });
  const answers: Answers = {
    'signIn.proof': () =>
      proofFor(
        {
          loadKey,
          heldKey: (_nodeId, fingerprint, name) => heldKey(fingerprint, name),
          pushKey: async (_nodeId, user) => pushKey(await place.clients(), target, user),
          passphrases,
          prompts: terminalPrompts,
          usedKey: () => undefined,
        },
        context,
      ),
    'signIn.prompt': async (question) => {
      const params = { ...question.params, user: signIn.user };
      const asked = { ...question, params, nodeId: target.id, keeping: 'none' as const };
      const answer = await terminalPrompts.ask(null, asked);
      return { answers: answer === null ? null : [...answer.answers] };
    },
    'hostKey.expect': ({ port }) => trust.keys.expect(server(port)),
    'hostKey.verify': ({ port, ...key }) => trust.verify(server(port), key),
    'hostKey.settle': async ({ port, ...key }) => ({ trust: await trust.keys.settle(server(port), key) }),
    'hostKey.learn': async ({ port, keys }) => {
      await trust.keys.learn(server(port), keys);
      return {};
    },
  };
  const ofSessions = sessionHost(sessions, target, dialer);
  return {
    call: (name, args) =>
      name in answers ? (answers[name as Call](args as never) as never) : ofSessions.call(name, args),
  };
}
