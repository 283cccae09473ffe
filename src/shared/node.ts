import { z } from 'zod';
import { compareVersions } from './version.js';

/** EC2's instance states (API_InstanceState). Hybrid nodes have none. */
export const instanceStates = [
  'pending',
  'running',
  'shutting-down',
  'terminated',
  'stopping',
  'stopped',
] as const;
export type InstanceState = (typeof instanceStates)[number];

export const managedNodeSchema = z.object({
  /** `i-…` (EC2 instance) or `mi-…` (hybrid managed node). */
  id: z.string(),
  /** The source that lists it, and through which its sessions start; see `FleetSource`. */
  sourceId: z.string(),
  /** The EC2 Name tag, else the name or computer name that SSM knows, else empty. */
  name: z.string(),
  kind: z.enum(['ec2', 'hybrid']),
  state: z.enum(instanceStates).nullable(),
  /**
   * Whether SSM knows the node: `checking` until its first listing is through, `unknown` when that failed, as for who
   * may only ask EC2.
   */
  managed: z.enum(['yes', 'no', 'checking', 'unknown']),
  /** SSM's PingStatus; null when SSM has told none. */
  ping: z.enum(['Online', 'ConnectionLost', 'Inactive']).nullable(),
  /** Unix time, milliseconds. */
  lastPingAt: z.number().nullable(),
  agentVersion: z.string().nullable(),
  /** Whether SSM knows of no newer agent for the node's system (IsLatestVersion). */
  isLatestAgent: z.boolean().nullable(),
  platformType: z.enum(['Linux', 'Windows', 'MacOS']).nullable(),
  /** Name and version for people, such as "Ubuntu 24.04"; empty when neither EC2 nor SSM says. */
  platform: z.string(),
  instanceType: z.string().nullable(),
  privateIp: z.string().nullable(),
  publicIp: z.string().nullable(),
  zone: z.string().nullable(),
  imageId: z.string().nullable(),
  /** The image's name, where EC2 still knows the image. */
  imageName: z.string().nullable(),
  keyPair: z.string().nullable(),
  /** The instance profile's or the activation's role name. */
  role: z.string().nullable(),
  /** Unix time, milliseconds. */
  launchedAt: z.number().nullable(),
  computerName: z.string().nullable(),
  /** The activation that a hybrid node was registered with. */
  activationId: z.string().nullable(),
  /** When the node registered with Systems Manager (Unix time, milliseconds). */
  registeredAt: z.number().nullable(),
  tags: z.record(z.string(), z.string()),
});

/** One machine that Session Manager may reach: EC2 and SSM's knowledge of it, joined. */
export type ManagedNode = z.infer<typeof managedNodeSchema>;

/** The first SSM Agent with the Port plugin, which AWS-StartSSHSession needs (AWS Systems Manager user guide). */
export const MIN_SSH_AGENT_VERSION = '2.3.672.0';

/** Whether a node can be connected to, as far as the listing tells, and if not, the first thing that stands in the way. */
export type Reach =
  | 'ready'
  | 'checking'
  | 'unknown'
  | 'starting'
  | 'stopping'
  | 'stopped'
  | 'terminated'
  | 'not-managed'
  | 'offline'
  | 'agent-too-old';

/** Whether a node may be reachable: nothing is known to stand in the way, though SSM may not have said so. */
export const mayBeReachable = (reach: Reach): boolean =>
  reach === 'ready' || reach === 'checking' || reach === 'unknown';

/** Whether Session Manager's own shell may open on a node: agents had it before SSH. */
export const takesShell = (reach: Reach): boolean => mayBeReachable(reach) || reach === 'agent-too-old';

/** Judges a node by what the listing says, in the order of the checks (`checkIds`): state, managed, ping, agent version. */
export function reachOf(node: ManagedNode): Reach {
  if (node.state === 'stopped') return 'stopped';
  if (node.state === 'stopping' || node.state === 'shutting-down') return 'stopping';
  if (node.state === 'terminated') return 'terminated';
  if (node.state === 'pending' && node.ping !== 'Online') return 'starting';
  if (node.managed === 'no') return 'not-managed';
  if (node.managed !== 'yes') return node.managed;
  if (node.ping !== 'Online') return 'offline';
  if (node.agentVersion !== null && compareVersions(node.agentVersion, MIN_SSH_AGENT_VERSION) < 0)
    return 'agent-too-old';
  return 'ready';
}

/** Words in the names of platforms and images, and the user that the images have (EC2 user guide, "Manage system users"). */
const DEFAULT_USERS: readonly (readonly [RegExp, string])[] = [
  [/ubuntu/i, 'ubuntu'],
  [/debian/i, 'admin'],
  [/centos/i, 'centos'],
  [/fedora/i, 'fedora'],
  [/rocky/i, 'rocky'],
  [/windows/i, 'Administrator'],
  [/amazon linux|red hat|rhel|suse|sles|oracle|almalinux|macos/i, 'ec2-user'],
  // As AWS and Oracle name their images: al2023-ami-…, amzn2-ami-…, OL9.3-x86_64-….
  [/^(al20\d\d|amzn|OL\d)/i, 'ec2-user'],
];

/**
 * The default user of a node's image, guessed from its platform and, where that says nothing, from the image's name;
 * null where nothing is known. Bitnami's images have a user of their own whatever system is in them.
 */
export function defaultUser({ platform, platformType, imageName }: ManagedNode): string | null {
  if (/bitnami/i.test(`${platform} ${imageName ?? ''}`)) return 'bitnami';
  for (const name of [platform, imageName ?? '']) {
    const hit = DEFAULT_USERS.find(([words]) => words.test(name));
    if (hit) return hit[1];
  }
  if (platformType === 'Windows') return 'Administrator';
  return platformType === null ? null : 'ec2-user';
}
