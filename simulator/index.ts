import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AGENT_READ_BYTES } from './agent/target-connection.js';
import { FaultControls } from './faults.js';
import { fleetOf, type Fleet, type SimulatedKeyPair, type SimulatedNode } from './fleet/node.js';
import { DataChannelServer, type UpgradeVerdict } from './gateway/data-channel.js';
import { SessionStore } from './gateway/session-store.js';
import type { SimulatedSession } from './gateway/simulated-session.js';
import { ApiServer, type ApiCall, type Identity } from './http/api-server.js';
import { InstanceConnect } from './http/ec2-instance-connect.js';
import { ec2Operations } from './http/ec2/operations.js';
import { InstancePower } from './http/ec2/power.js';
import { isOptedIn } from './http/ec2/regions.js';
import { iamOperations } from './http/iam.js';
import { KmsKey } from './http/kms.js';
import { signatureError } from './http/service-error.js';
import { isSigned, verifySignature } from './http/sigv4.js';
import { ssmOperations } from './http/ssm/operations.js';
import { IdentityCenter, type SimulatedAssignment } from './http/identity-center.js';
import { stsOperations, unsignedStsOperations, type SimulatedRole } from './http/sts.js';
import { denialMessage, Iam } from './iam/iam.js';
import { TemporaryIdentities } from './temporary-identities.js';

export { LARGE_FLEET_REGIONS, largeFleet } from './fleet/large-fleet.js';
export { simulatedNode } from './fleet/node.js';
export type { SimulatedKeyPair, SimulatedNode } from './fleet/node.js';
export type { EndedBy, SessionState, SimulatedSession } from './gateway/simulated-session.js';
export type { LegFaults } from './gateway/leg.js';
export type { FaultControls, NetworkFaults } from './faults.js';
export type { PolicyDocument, Statement } from './iam/policy.js';
export type { SimulatedAssignment } from './http/identity-center.js';
export type { SimulatedRole } from './http/sts.js';
export type { ApiCall } from './http/api-server.js';

export interface SimulatorOptions {
  /** The fleet: its nodes, or what makes them when they are asked for, such as `largeFleet`. */
  nodes: readonly SimulatedNode[] | Fleet;
  /** EC2 key pairs of the account. */
  keyPairs?: SimulatedKeyPair[];
  /** After each read of at most 1024 bytes the agent sleeps 1 ms, as the real one; false lifts it. Default true. */
  agentPacing?: boolean;
  /** The most that the agent reads from the target at once. Default 1024, as the real one. */
  agentReadBytes?: number;
  /** Time until the agent has dialled, during which Output is refused without acknowledgement. Default 0. */
  agentDialDelayMs?: number;
  /** Default 123456789012. */
  accountId?: string;
  /** What the account is called. None by default. */
  accountAlias?: string;
  /** Region of the nodes that name none. Default eu-central-1. */
  region?: string;
  /** IAM user that the credentials belong to. Default demo. */
  userName?: string;
  /** Roles that the user may take on. */
  roles?: SimulatedRole[];
  /** What a person who signs in to IAM Identity Center may use. */
  assignments?: SimulatedAssignment[];
  /** One-way delay of the data channel between client and agent. Default 0. */
  gatewayDelayMs?: number;
  /** Tier of the account for hybrid nodes. Default advanced. */
  activationTier?: 'standard' | 'advanced';
  /** After a refused dial the service says nothing for so long (notes, section 7). Default 60 s. */
  closedPortSilenceMs?: number;
  /** A session without a message from its client ends after this time. Default 20 minutes, as the service. */
  idleTimeoutMs?: number;
  /** How long an instance that is started, stopped or rebooted stays in each state on its way. Default 2 s. */
  powerStepMs?: number;
  /** Port to listen on; any free one if left out. */
  port?: number;
  log?: (line: string) => void;
}

const DEFAULT_REGION = 'eu-central-1';
const DEFAULT_ACCOUNT = '123456789012';
const DEFAULT_USER = 'demo';
const CLOSED_PORT_SILENCE_MS = 60_000;
const POWER_STEP_MS = 2_000;
const IDLE_TIMEOUT_MS = 20 * 60_000;
/** AWS's own examples of credentials (IAM user guide): nobody can mistake them for real ones. */
const ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
const SECRET_ACCESS_KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
/** Where people sign in to IAM Identity Center, in the simulator's words. */
const START_URL = 'https://example.awsapps.com/start';
const USER_ID = 'AIDACKCEVSQ6C2EXAMPLE';

/** A local AWS: its API endpoints, Session Manager's gateway, and an agent on each node. */
export class Simulator {
  /** Where the AWS APIs are. */
  readonly endpointUrl: string;
  /** The environment that points any AWS client here. */
  readonly env: Record<string, string>;
  readonly faults: FaultControls;
  /** The caller's policies; without any, everything is allowed. */
  readonly iam: Iam;
  /** IAM Identity Center, where a person confirms a sign-in. */
  readonly identityCenter: IdentityCenter;
  /** The temporary credentials that were given out. */
  readonly identities: TemporaryIdentities;
  readonly region: string;
  readonly accountId: string;

  private constructor(
    options: SimulatorOptions,
    private readonly server: Server,
  ) {
    const { port } = server.address() as AddressInfo;
    this.region = options.region ?? DEFAULT_REGION;
    this.accountId = options.accountId ?? DEFAULT_ACCOUNT;
    this.endpointUrl = `http://127.0.0.1:${port}`;
    this.env = {
      AWS_ENDPOINT_URL: this.endpointUrl,
      AWS_ACCESS_KEY_ID: ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY: SECRET_ACCESS_KEY,
      AWS_REGION: this.region,
      AWS_DEFAULT_REGION: this.region,
    };
    this.identity = {
      userName: options.userName ?? DEFAULT_USER,
      userId: USER_ID,
      secretAccessKey: SECRET_ACCESS_KEY,
      sessionToken: undefined,
    };
    const log = options.log ?? (() => undefined);
    const fleet = 'in' in options.nodes ? options.nodes : fleetOf(options.nodes, this.region);
    this.identities = new TemporaryIdentities(() => this.now());
    this.identityCenter = new IdentityCenter({
      startUrl: START_URL,
      assignments: options.assignments ?? [],
      identities: this.identities,
      endpointUrl: () => this.endpointUrl,
      now: () => this.now(),
    });
    this.kmsKey = new KmsKey(this.region, this.accountId);
    this.instanceConnect = new InstanceConnect(fleet);
    this.iam = new Iam(fleet, () => this.store);
    this.faults = new FaultControls(() => this.store.all);
    this.store = new SessionStore(
      () => `ws://127.0.0.1:${port}`,
      {
        delayMs: () => options.gatewayDelayMs ?? 0,
        legFaults: (direction) => this.faults.legFaults(direction),
        random: () => this.faults.random(),
        closedPortSilenceMs: options.closedPortSilenceMs ?? CLOSED_PORT_SILENCE_MS,
        idleTimeoutMs: options.idleTimeoutMs ?? IDLE_TIMEOUT_MS,
        log,
      },
      () => ({
        dialDelayMs: options.agentDialDelayMs ?? 0,
        pacing: options.agentPacing ?? true,
        readBytes: options.agentReadBytes ?? AGENT_READ_BYTES,
        handshakeRaceMs: this.faults.handshakeRaceMs,
        encryption: this.faults.requireKms
          ? {
              keyArn: this.kmsKey.arn,
              requireChallengeAcknowledgement: this.faults.requireKmsChallenge,
              decryptDataKey: (ciphertext, context) => this.kmsKey.decrypt(ciphertext, context),
            }
          : undefined,
      }),
    );
    const ec2 = { fleet, keyPairs: options.keyPairs ?? [], defaultRegion: this.region };
    this.power = new InstancePower(
      ec2,
      () => options.powerStepMs ?? POWER_STEP_MS,
      (instanceId) => {
        for (const session of this.store.all) if (session.target === instanceId) session.terminate('agent');
      },
    );
    const sts = { roles: options.roles ?? [], identities: this.identities };
    this.api = new ApiServer({
      services: {
        ssm: {
          protocol: 'json',
          operations: ssmOperations({
            fleet,
            sessions: this.store,
            defaultRegion: this.region,
            activationTier: () => options.activationTier ?? 'advanced',
            refuseResume: () => this.faults.refuseResume,
          }),
        },
        ec2: {
          protocol: 'ec2',
          operations: ec2Operations(ec2, this.power),
        },
        sts: {
          protocol: 'query',
          operations: stsOperations(sts),
          unsigned: unsignedStsOperations(sts),
        },
        iam: {
          protocol: 'query',
          operations: iamOperations({
            iam: this.iam,
            nodeRoles: () => rolesOf(fleet),
            accountAlias: options.accountAlias,
            roles: [
              ...(options.roles ?? []).map(({ arn }) => arn),
              // Where IAM Identity Center puts the roles that it makes.
              ...(options.assignments ?? []).flatMap(({ accountId, roles }) =>
                roles.map((name) => `arn:aws:iam::${accountId}:role/aws-reserved/sso.amazonaws.com/${name}`),
              ),
            ],
          }),
        },
        kms: { protocol: 'json', operations: this.kmsKey.operations() },
        'ec2-instance-connect': { protocol: 'json', operations: this.instanceConnect.operations() },
      },
      accountId: this.accountId,
      identity: (accessKeyId) => this.identityOf(accessKeyId),
      now: () => this.now(),
      judge: (service, action) => this.faults.judge(service, action),
      authorize: (action, resource, caller, conditions) =>
        this.iam.decide(action, resource, caller, conditions),
      encodesDenials: () => this.faults.encodeDenials,
      isOptedIn: (region) => isOptedIn(region, fleet),
      credentialsExpired: () => this.faults.credentialsExpired,
      log,
    });
    this.gateway = new DataChannelServer({
      session: (sessionId) => this.store.get(sessionId),
      judge: (request, sessionId) => this.judgeUpgrade(request, sessionId),
      log,
    });
    server.on('request', (request, response) => {
      if (!this.identityCenter.handle(request, response)) this.api.handle(request, response);
    });
    server.on('upgrade', (request, socket, head) => this.gateway.upgrade(request, socket, head));
  }

  private readonly store: SessionStore;
  private readonly power: InstancePower;
  private readonly api: ApiServer;
  private readonly gateway: DataChannelServer;
  private readonly identity: Identity;
  private readonly kmsKey: KmsKey;
  private readonly instanceConnect: InstanceConnect;

  /** Starts the endpoints on the loopback address. */
  static async start(options: SimulatorOptions): Promise<Simulator> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port ?? 0, '127.0.0.1', resolve);
    });
    return new Simulator(options, server);
  }

  /** Every session since the start. */
  get sessions(): readonly SimulatedSession[] {
    return this.store.all;
  }

  /** Every verified API call since the start. */
  get calls(): readonly ApiCall[] {
    return this.api.calls;
  }

  /** Ends all sessions and connections. */
  async close(): Promise<void> {
    this.power.close();
    this.store.close();
    this.gateway.close();
    this.api.close();
    this.instanceConnect.close();
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  private identityOf(accessKeyId: string): Identity | undefined {
    return accessKeyId === ACCESS_KEY_ID ? this.identity : this.identities.get(accessKeyId);
  }

  private now(): number {
    return Date.now() + this.faults.clockSkewMs;
  }

  /** Newer plugins sign the upgrade request for the service ssmmessages (facts, 5d); a bad signature is never taken. */
  private judgeUpgrade(request: IncomingMessage, sessionId: string): UpgradeVerdict {
    const refuse = (status: number, message: string) => ({
      kind: 'refuse' as const,
      status,
      body: JSON.stringify({ message }),
    });
    const url = request.url ?? '/';
    const fault = this.faults.judge('ssmmessages', 'OpenDataChannel');
    if (fault.kind === 'hang') return { kind: 'hang' };
    if (fault.kind === 'throttle') return refuse(429, 'Rate exceeded');
    if (fault.kind === 'fail') return refuse(fault.error.status, fault.error.message);
    if (fault.kind === 'deny') {
      const caller = { accountId: this.accountId, userName: this.identity.userName };
      const arn = `arn:aws:ssm:${this.region}:${this.accountId}:session/${sessionId}`;
      return refuse(403, fault.message ?? denialMessage(caller, 'ssmmessages:OpenDataChannel', arn));
    }
    if (!isSigned({ url, headers: request.headers })) {
      return this.faults.requireSignedWebSocket
        ? refuse(403, 'Missing Authentication Token')
        : { kind: 'accept', signed: false };
    }
    if (this.faults.credentialsExpired)
      return refuse(403, 'The security token included in the request is expired');
    const verdict = verifySignature(
      { method: 'GET', url, headers: request.headers, body: Buffer.alloc(0) },
      (accessKeyId, token) => {
        const identity = this.identityOf(accessKeyId);
        return identity?.sessionToken === token ? identity?.secretAccessKey : undefined;
      },
      this.now(),
    );
    if (!verdict.ok) return refuse(403, signatureError('json', verdict.problem).message);
    if (verdict.service !== 'ssmmessages')
      return refuse(403, "Credential should be scoped to correct service: 'ssmmessages'.");
    // The user guide's policies name a session here by the caller's unique id, not by the user's name.
    const { userName, userId } = this.identity;
    const session = `${userId}-${sessionId.slice(sessionId.lastIndexOf('-') + 1)}`;
    const arn = `arn:aws:ssm:${this.region}:${this.accountId}:session/${session}`;
    const ruling = this.iam.decide('ssmmessages:OpenDataChannel', arn, { userName, userId });
    return ruling.decision === 'allow'
      ? { kind: 'accept', signed: true }
      : refuse(
          403,
          denialMessage({ accountId: this.accountId, userName }, 'ssmmessages:OpenDataChannel', arn, ruling),
        );
  }
}

/** The names of the roles that the nodes of a fleet have. */
function rolesOf(fleet: Fleet): ReadonlySet<string> {
  const names = new Set<string>();
  for (const region of fleet.regions) {
    const nodes = fleet.in(region);
    for (let index = 0; index < nodes.length; index++) {
      const role = nodes.at(index)?.iamRole;
      if (role !== undefined) names.add(role);
    }
  }
  return names;
}
