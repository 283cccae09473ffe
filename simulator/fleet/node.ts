import type { ShellProgram } from '../agent/shell-target.js';

/** A node of the fleet, as EC2, SSM and the agent know it. Changes to it show at the next call. */
export interface SimulatedNode {
  /** `i-…` for an EC2 instance, `mi-…` for a hybrid node. */
  instanceId: string;
  /** Name tag of an instance, or the name given at the activation of a hybrid node. */
  name?: string;
  resourceType: 'EC2Instance' | 'ManagedInstance';
  /** EC2 state. Only instances have one; `running` if left out. */
  state?: 'pending' | 'running' | 'shutting-down' | 'stopping' | 'stopped' | 'terminated';
  /** Why it came into that state. */
  stateReason?: { code: string; message: string };
  /** What stops it while it starts; it is `stopped` again then. */
  failsToStart?: { code: string; message: string };
  /** Its stop protection is on. */
  stopProtected?: boolean;
  /** Its root is an instance store volume: it can be rebooted and terminated, but not stopped. */
  instanceStoreRoot?: boolean;
  /** The agent is away for a moment, as in a reboot: SSM still thinks that it is online. */
  agentDown?: boolean;
  /** Whether SSM knows it: the agent has registered at some time. */
  managed: boolean;
  pingStatus: 'Online' | 'ConnectionLost' | 'Inactive';
  lastPing?: Date;
  agentVersion: string;
  isLatestVersion?: boolean;
  platformType: 'Linux' | 'Windows' | 'MacOS';
  platformName: string;
  platformVersion: string;
  architecture?: 'x86_64' | 'arm64' | 'x86_64_mac' | 'arm64_mac';
  instanceType: string;
  privateIp: string;
  publicIp?: string;
  /** Availability zone. */
  zone: string;
  /** The region it is in; the simulator's own if left out. */
  region?: string;
  vpcId?: string;
  subnetId?: string;
  imageId: string;
  imageName?: string;
  /** The EC2 key pair that it was launched with. */
  keyName?: string;
  /** Instance profile's role, or the service role of a hybrid node. */
  iamRole?: string;
  tags: Record<string, string>;
  launchTime: Date;
  computerName: string;
  /** Hybrid activation that a managed node was registered with. */
  activationId?: string;
  /** Where the agent's dial of port 22 leads on this machine. Absent: nothing listens there. */
  sshd?: {
    port: number;
    /** Its public host keys, which the instance also printed on its console. */
    hostKeys?: string[];
    /** Where EC2 Instance Connect puts keys, and for which user. Absent: the image lacks its agent. */
    instanceConnect?: { user: string; keysFile: string };
  };
  /**
   * What the instance has written to its console. Left out: its host keys, as cloud-init prints them at the first boot;
   * empty: nothing, as in an instance's first minutes.
   */
  consoleOutput?: string;
  /** The shell of Session Manager's own sessions. Absent: the agent can start none. */
  shell?: ShellProgram;
  /** The same for further ports: port number on the node to port on this machine. */
  ports?: Record<string, number>;
}

/** An EC2 key pair. */
export interface SimulatedKeyPair {
  keyPairName: string;
  keyPairId?: string;
  keyType: 'rsa' | 'ed25519';
  /** As EC2 shows it: SHA-1 of the PKCS#8 key for RSA made by EC2, MD5 of the public key when imported, SHA-256 for ed25519. */
  fingerprint: string;
  publicKey?: string;
}

/** Makes a node from an id and what matters about it; the rest is what an Amazon Linux instance would have. */
export function simulatedNode(node: Partial<SimulatedNode> & { instanceId: string }): SimulatedNode {
  const hybrid = node.instanceId.startsWith('mi-');
  return {
    resourceType: hybrid ? 'ManagedInstance' : 'EC2Instance',
    ...(hybrid ? {} : { state: 'running' as const }),
    managed: true,
    pingStatus: 'Online',
    agentVersion: '3.3.987.0',
    platformType: 'Linux',
    platformName: 'Amazon Linux',
    platformVersion: '2023',
    instanceType: hybrid ? '' : 't3.small',
    privateIp: '10.0.0.10',
    zone: hybrid ? '' : 'eu-central-1a',
    imageId: hybrid ? '' : 'ami-0a1b2c3d4e5f60718',
    tags: {},
    launchTime: new Date(Date.now() - 24 * 3600 * 1000),
    computerName: 'ip-10-0-0-10.eu-central-1.compute.internal',
    ...node,
  };
}

/** Nodes in an order that stays; a node may be made only when it is asked for. An array is one. */
export interface NodeList {
  readonly length: number;
  at(index: number): SimulatedNode | undefined;
}

/** The nodes of the account. */
export interface Fleet {
  get(instanceId: string): SimulatedNode | undefined;
  readonly regions: readonly string[];
  /** The nodes of a region. */
  in(region: string): NodeList;
}

/** A fleet of nodes that are there from the start. Those that name no region are in the default one. */
export function fleetOf(nodes: readonly SimulatedNode[], defaultRegion: string): Fleet {
  const byId = new Map(nodes.map((node) => [node.instanceId, node]));
  const regionOf = ({ region = defaultRegion }: SimulatedNode) => region;
  return {
    get: (instanceId) => byId.get(instanceId),
    regions: [...new Set([defaultRegion, ...nodes.map(regionOf)])],
    in: (region) => nodes.filter((node) => regionOf(node) === region),
  };
}

/** Whether the agent of a node would take a session now. */
export function isConnected(node: SimulatedNode): boolean {
  const isUp = node.pingStatus === 'Online' && node.agentDown !== true;
  return node.managed && isUp && (node.state ?? 'running') === 'running';
}

/** The port on this machine behind a port of the node. */
export function dialPort(node: SimulatedNode, portNumber: string): number | undefined {
  return node.ports?.[portNumber] ?? (portNumber === '22' ? node.sshd?.port : undefined);
}
