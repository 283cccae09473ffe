import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSshd } from '../../simulator/fleet/sshd.js';
import { Simulator, simulatedNode, type SimulatorOptions } from '../../simulator/index.js';
import type { ConnectionRequest } from '../../src/connection/connection.js';
import type { Host } from '../../src/connection/host.js';
import {
  type Args,
  type ConnectionCalls,
  type Proof,
  type StoredJob,
} from '../../src/shared/contract/index.js';
import type { HostIdentity, HostKey } from '../../src/host-keys/host-identity.js';
import type { HostKeys } from '../../src/host-keys/host-keys.js';
import { MIN_PAYLOAD_BYTES } from '../../src/shared/payload-bytes.js';
import { AwsAccess } from '../../src/aws/access.js';
import { Sessions } from '../../src/aws/sessions.js';

const OWNER = 'test';
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
export const NODE_ID = 'i-0c0ffee0000000001';

/** A node with a real sshd in the simulator, and main's part in reaching it, without Electron. */
export interface SshNode {
  readonly simulator: Simulator;
  readonly sessions: Sessions;
  readonly host: Host;
  readonly user: string;
  readonly home: string;
  readonly privateKey: Uint8Array;
  close(): Promise<void>;
}

/** A connection to `NODE_ID` with a private key, in a terminal of the usual size. */
export const requestFor = (user: string): ConnectionRequest => ({
  nodeId: NODE_ID,
  ssh: { user, port: 22, identityKind: 'key-file', keyName: 'key', oldAlgorithms: false },
  cols: 80,
  rows: 24,
});

/** Starts one. The environment of AWS clients must be set from `simulator.env` by the caller's test framework. */
export async function startSshNode(
  options: Partial<SimulatorOptions> & {
    readonly sshdConfig?: string[];
    readonly noSshd?: boolean;
    setEnvironment(env: Readonly<Record<string, string>>): void;
  },
): Promise<SshNode> {
  const { sshdConfig, noSshd, setEnvironment, ...simulatorOptions } = options;
  const directory = mkdtempSync(path.join(tmpdir(), 'sallyport-test-'));
  const keyFile = path.join(directory, 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', keyFile]);
  const sshd = await startSshd({
    user: 'ec2-user',
    hostName: 'web-1',
    parent: directory,
    authorizedKeys: [readFileSync(`${keyFile}.pub`, 'utf8').trim()],
    extraConfig: sshdConfig ?? [],
  });
  const node = simulatedNode({ instanceId: NODE_ID, ...(noSshd ? {} : { sshd: { port: sshd.port } }) });
  const simulator = await Simulator.start({ nodes: [node], ...simulatorOptions });
  setEnvironment(simulator.env);
  const sessions = newSessions();
  return {
    simulator,
    sessions,
    host: hostOf(sessions, { id: NODE_ID, label: 'web-1' }, withKey(readFileSync(keyFile))),
    user: sshd.user,
    home: sshd.home,
    privateKey: readFileSync(keyFile),
    async close() {
      await simulator.close();
      await sshd.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Main's sessions, with the credentials of the environment. */
export function newSessions(): Sessions {
  return new Sessions(new AwsAccess(process.env, '0.0.0-test'), SILENT, [10, 10]);
}

/** What a person has to sign in with. */
export interface SigningIn {
  /** A new one each time: whoever signs in wipes it. */
  readonly proof: () => Proof | Promise<Proof>;
  /** What they answer when the server asks; null cancels, as does leaving it out. */
  readonly answer?: (question: Args<ConnectionCalls, 'signIn.prompt'>) => string[] | null;
}

/** A private key in a file's bytes, to sign in with. */
export const withKey = (privateKey: Uint8Array): SigningIn => ({
  proof: () => ({ kind: 'private-key', privateKey: Uint8Array.from(privateKey), certificate: null }),
});

/** What main answers to a connection to one node; without main's host keys, any is trusted at first sight. */
export function hostOf(
  sessions: Sessions,
  node: { readonly id: string; readonly label: string },
  signingIn: SigningIn = { proof: () => ({ kind: 'password' }) },
  hostKeys?: HostKeys,
  payloadBytes = MIN_PAYLOAD_BYTES,
): Host {
  const known = new Set<string>();
  let jobs: readonly StoredJob[] = [];
  const calls: Record<string, (args: never) => Promise<unknown>> = {
    'session.start': async ({ portNumber }: Args<ConnectionCalls, 'session.start'>) => ({
      ...(await sessions.start(OWNER, { ...node, sourceId: '@' }, portNumber)),
      payloadBytes,
    }),
    'session.resume': ({ sessionId }: { sessionId: string }) => sessions.resume(OWNER, sessionId),
    'session.terminate': async ({ sessionId }: { sessionId: string }) => {
      await sessions.terminate(OWNER, sessionId);
      return {};
    },
    'session.dataKey': (args: Args<ConnectionCalls, 'session.dataKey'>) =>
      sessions.dataKey(OWNER, args.sessionId, args.keyId, args.extraContext),
    'signIn.proof': () => Promise.resolve(signingIn.proof()),
    'signIn.prompt': (question: Args<ConnectionCalls, 'signIn.prompt'>) =>
      Promise.resolve({ answers: signingIn.answer?.(question) ?? null }),
    'hostKey.expect': () => Promise.resolve({ types: [], certificates: false }),
    'hostKey.verify': ({ blob }: { blob: string }) => {
      const trust = known.has(blob) ? 'known' : 'first-use';
      known.add(blob);
      return Promise.resolve({ trust, isPending: false });
    },
    'files.settings': () => Promise.resolve({ sessions: 4, verify: 'full', elevated: false }),
    'jobs.load': () => Promise.resolve({ jobs }),
    'jobs.save': (args: Args<ConnectionCalls, 'jobs.save'>) => {
      ({ jobs } = args);
      return Promise.resolve({});
    },
    'hostKey.learn': () => Promise.resolve({}),
    ...(hostKeys === undefined ? {} : hostKeyCalls(hostKeys, node)),
  };
  return { call: (name, args) => calls[name]?.(args as never) as never };
}

/** The calls about host keys, answered by main's own code. */
function hostKeyCalls(
  hostKeys: HostKeys,
  { id, label }: { readonly id: string; readonly label: string },
): Record<string, (args: never) => Promise<unknown>> {
  const server = (port: number): HostIdentity => ({
    nodeId: id,
    label,
    port,
    region: 'eu-central-1',
    accountId: null,
    launchedAt: null,
  });
  type Shown = HostKey & { readonly port: number };
  return {
    'hostKey.expect': ({ port }: { port: number }) => hostKeys.expect(server(port)),
    'hostKey.verify': ({ port, ...key }: Shown) => hostKeys.verify(server(port), key),
    'hostKey.settle': async ({ port, ...key }: Shown) => ({
      trust: await hostKeys.settle(server(port), key),
    }),
    'hostKey.learn': async ({ port, keys }: { port: number; keys: HostKey[] }) => {
      await hostKeys.learn(server(port), keys);
      return {};
    },
  };
}
