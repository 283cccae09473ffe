import type { Instance } from '@aws-sdk/client-ec2';
import type { InstanceInformation } from '@aws-sdk/client-ssm';
import { instanceStates, type ManagedNode } from '../shared/node.js';
import { shareTexts } from '../shared/share-texts.js';

/** What EC2 knows of a machine, reduced to what a node shows: an Instance as answered is ten times as big. */
export type Ec2Half = Pick<
  ManagedNode,
  | 'state'
  | 'instanceType'
  | 'privateIp'
  | 'publicIp'
  | 'zone'
  | 'imageId'
  | 'keyPair'
  | 'role'
  | 'launchedAt'
  | 'tags'
  | 'platform'
  | 'platformType'
>;

/** What SSM knows of a machine. */
export type SsmHalf = Pick<
  ManagedNode,
  | 'ping'
  | 'lastPingAt'
  | 'agentVersion'
  | 'isLatestAgent'
  | 'platformType'
  | 'platform'
  | 'privateIp'
  | 'role'
  | 'computerName'
  | 'activationId'
  | 'registeredAt'
> & { readonly name: string | null };

const known = <T extends string>(values: readonly T[], value: string | undefined): T | null =>
  values.find((each) => each === value) ?? null;

const orNull = (value: string | undefined): string | null =>
  value === undefined || value === '' ? null : value;

/** "arn:aws:iam::123456789012:instance-profile/path/web" → "web"; a bare role name stays itself. */
const lastOfArn = (arn: string | undefined): string | null => orNull(arn?.split('/').at(-1));

function tagsOf(instance: Instance): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const { Key, Value } of instance.Tags ?? []) if (Key !== undefined) tags[Key] = Value ?? '';
  return tags;
}

function platformTypeOf(instance: Instance): ManagedNode['platformType'] {
  if (/^windows/i.test(instance.Platform ?? instance.PlatformDetails ?? '')) return 'Windows';
  if (instance.InstanceType?.startsWith('mac')) return 'MacOS';
  return instance.PlatformDetails === undefined ? null : 'Linux';
}

/** Takes what a node shows from an item of DescribeInstances. */
export function ec2Half(instance: Instance): Ec2Half {
  const details = instance.PlatformDetails ?? '';
  return shareTexts({
    state: known(instanceStates, instance.State?.Name),
    instanceType: orNull(instance.InstanceType),
    privateIp: orNull(instance.PrivateIpAddress),
    publicIp: orNull(instance.PublicIpAddress),
    zone: orNull(instance.Placement?.AvailabilityZone),
    imageId: orNull(instance.ImageId),
    keyPair: orNull(instance.KeyName),
    role: lastOfArn(instance.IamInstanceProfile?.Arn),
    launchedAt: instance.LaunchTime?.getTime() ?? null,
    tags: tagsOf(instance),
    // EC2 knows what an image is billed as, not what it is: "Linux/UNIX" says nothing, "SUSE Linux" does.
    platform: details === 'Linux/UNIX' ? '' : details,
    platformType: platformTypeOf(instance),
  });
}

/** Takes what a node shows from an item of DescribeInstanceInformation. */
export function ssmHalf(information: InstanceInformation): SsmHalf {
  return shareTexts({
    name: orNull(information.Name),
    // A status that is new to us is not Online, and the node is managed.
    ping: known(['Online', 'ConnectionLost', 'Inactive'] as const, information.PingStatus) ?? 'Inactive',
    lastPingAt: information.LastPingDateTime?.getTime() ?? null,
    agentVersion: orNull(information.AgentVersion),
    isLatestAgent: information.IsLatestVersion ?? null,
    platformType: known(['Linux', 'Windows', 'MacOS'] as const, information.PlatformType),
    platform: [information.PlatformName, information.PlatformVersion].filter(Boolean).join(' '),
    privateIp: orNull(information.IPAddress),
    role: lastOfArn(information.IamRole),
    computerName: orNull(information.ComputerName),
    activationId: orNull(information.ActivationId),
    registeredAt: information.RegistrationDate?.getTime() ?? null,
  });
}

/**
 * Joins what EC2 and SSM know of one machine. Either half may be missing: an instance without an agent, a hybrid node,
 * or a page that has not arrived yet.
 *
 * @param unlisted what it means that SSM's half is missing
 * @param imageName the name of the instance's image, where it is known
 */
export function joinNode(
  { id, sourceId }: Pick<ManagedNode, 'id' | 'sourceId'>,
  ec2: Ec2Half | undefined,
  ssm: SsmHalf | undefined,
  unlisted: Exclude<ManagedNode['managed'], 'yes'>,
  imageName: string | null = null,
): ManagedNode {
  return {
    id,
    sourceId,
    name: ec2?.tags.Name ?? ssm?.name ?? ssm?.computerName ?? '',
    kind: id.startsWith('mi-') ? 'hybrid' : 'ec2',
    state: ec2?.state ?? null,
    managed: ssm === undefined ? unlisted : 'yes',
    ping: ssm?.ping ?? null,
    lastPingAt: ssm?.lastPingAt ?? null,
    agentVersion: ssm?.agentVersion ?? null,
    isLatestAgent: ssm?.isLatestAgent ?? null,
    platformType: ssm?.platformType ?? ec2?.platformType ?? null,
    platform: (ssm?.platform ?? '') || (ec2?.platform ?? ''),
    instanceType: ec2?.instanceType ?? null,
    privateIp: ec2?.privateIp ?? ssm?.privateIp ?? null,
    publicIp: ec2?.publicIp ?? null,
    zone: ec2?.zone ?? null,
    imageId: ec2?.imageId ?? null,
    imageName,
    keyPair: ec2?.keyPair ?? null,
    role: ec2?.role ?? ssm?.role ?? null,
    launchedAt: ec2?.launchedAt ?? null,
    computerName: ssm?.computerName ?? null,
    activationId: ssm?.activationId ?? null,
    registeredAt: ssm?.registeredAt ?? null,
    tags: ec2?.tags ?? {},
  };
}

/** Whether two joins of the same machine show the same. */
export function sameNode(a: ManagedNode, b: ManagedNode): boolean {
  const names = Object.keys(a.tags);
  if (names.length !== Object.keys(b.tags).length || names.some((name) => a.tags[name] !== b.tags[name]))
    return false;
  return (Object.keys(a) as (keyof ManagedNode)[]).every((key) => key === 'tags' || a[key] === b[key]);
}
