import type { ConnectionCalls, SignIn } from '../../shared/contract/index.js';
import type { Fleet } from '../../aws/fleet.js';
import type { Sessions } from '../../aws/sessions.js';
import type { HostIdentity } from '../../host-keys/host-identity.js';
import type { HostKeys } from '../../host-keys/host-keys.js';
import type { Handlers } from '../ipc/answer.js';
import type { JobStore } from '../jobs/job-store.js';
import type { Prompts } from '../../sign-in/prompts.js';
import { proofFor, type ProofParts } from '../../sign-in/proofs.js';
import type { SettingsStore } from '../../settings/settings.js';
import type { ConnectionContext } from './manager.js';

interface Parts {
  readonly fleet: Pick<Fleet, 'node' | 'placeOf' | 'sourceIdOf'>;
  readonly sessions: Pick<Sessions, 'start' | 'resume' | 'terminate' | 'dataKey'>;
  readonly hostKeys: Pick<HostKeys, 'expect' | 'verify' | 'settle' | 'learn'>;
  readonly jobs: Pick<JobStore, 'take' | 'save'>;
  readonly prompts: Pick<Prompts, 'ask'>;
  readonly proofs: ProofParts;
  readonly settings: Pick<SettingsStore, 'value'>;
}

/** Main's answers to what connection processes ask: each gets at its own sessions and its own node's keys only. */
export function connectionHandlers({
  fleet,
  sessions,
  hostKeys,
  jobs,
  prompts,
  proofs,
  settings,
}: Parts): Handlers<ConnectionCalls, ConnectionContext> {
  const label = (nodeId: string): string => {
    const name = fleet.node(nodeId)?.name ?? '';
    return name === '' ? nodeId : name;
  };
  const server = (nodeId: string, port: number): HostIdentity => ({
    nodeId,
    label: label(nodeId),
    port,
    launchedAt: fleet.node(nodeId)?.launchedAt ?? null,
    ...fleet.placeOf(nodeId),
  });
  return {
    'session.start': async ({ portNumber }, { connectionId, nodeId }) => ({
      ...(await sessions.start(
        connectionId,
        { id: nodeId, label: label(nodeId), sourceId: fleet.sourceIdOf(nodeId) },
        portNumber,
      )),
      payloadBytes: settings.value.sessionManager.payloadBytes,
    }),
    'session.resume': ({ sessionId }, { connectionId }) => sessions.resume(connectionId, sessionId),
    'session.terminate': async ({ sessionId }, { connectionId }) => {
      await sessions.terminate(connectionId, sessionId);
      return {};
    },
    'session.dataKey': ({ sessionId, keyId, extraContext }, { connectionId }) =>
      sessions.dataKey(connectionId, sessionId, keyId, extraContext),
    'signIn.proof': (_, context) => proofFor(proofs, { ...context, signIn: signInOf(context) }),
    'signIn.prompt': async (question, context) => {
      const { connectionId, nodeId } = context;
      const { user } = signInOf(context);
      const answer = await prompts.ask(connectionId, {
        ...question,
        params: { ...question.params, user },
        nodeId,
        keeping: 'none',
      });
      return { answers: answer === null ? null : [...answer.answers] };
    },
    'hostKey.expect': ({ port }, { nodeId }) => hostKeys.expect(server(nodeId, port)),
    'hostKey.verify': ({ port, ...key }, { nodeId }) => hostKeys.verify(server(nodeId, port), key),
    'hostKey.settle': async ({ port, ...key }, { nodeId }) => ({
      trust: await hostKeys.settle(server(nodeId, port), key),
    }),
    'hostKey.learn': async ({ port, keys }, { nodeId }) => {
      await hostKeys.learn(server(nodeId, port), keys);
      return {};
    },
    'files.settings': (_, { nodeId }) => ({
      ...settings.value.files.jobs,
      elevated: settings.value.files.elevatedNodes.includes(nodeId),
    }),
    'jobs.load': (_, { connectionId, nodeId }) => ({ jobs: jobs.take(connectionId, nodeId) }),
    'jobs.save': async ({ jobs: unfinished }, { connectionId, nodeId }) => {
      await jobs.save(connectionId, nodeId, unfinished);
      return {};
    },
  };
}

function signInOf({ connectionId, signIn }: ConnectionContext): SignIn {
  if (signIn === null) throw new Error(`Connection ${connectionId} signs in to nothing`);
  return signIn;
}
