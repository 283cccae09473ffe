import { describe, expect, it } from 'vitest';
import { ec2Half, joinNode, sameNode, ssmHalf } from './join.js';

const INSTANCE = {
  InstanceId: 'i-1',
  State: { Name: 'running' as const },
  InstanceType: 't3.small' as const,
  PrivateIpAddress: '10.0.0.1',
  PlatformDetails: 'Linux/UNIX',
  IamInstanceProfile: { Arn: 'arn:aws:iam::123456789012:instance-profile/team/web' },
  LaunchTime: new Date(1000),
  Tags: [{ Key: 'Name', Value: 'web-1' }, { Key: 'empty' }],
};
const INFORMATION = {
  InstanceId: 'i-1',
  PingStatus: 'Online' as const,
  PlatformType: 'Linux' as const,
  PlatformName: 'Ubuntu',
  PlatformVersion: '24.04',
  IPAddress: '172.31.0.9',
  ComputerName: 'ip-10-0-0-1',
  Name: 'from-ssm',
  IamRole: 'AutomationRole',
};

describe('a node, joined', () => {
  it('takes from each API what it knows best', () => {
    expect(
      joinNode({ id: 'i-1', sourceId: '@' }, ec2Half(INSTANCE), ssmHalf(INFORMATION), 'checking'),
    ).toMatchObject({
      name: 'web-1',
      platform: 'Ubuntu 24.04',
      privateIp: '10.0.0.1',
      role: 'web',
      computerName: 'ip-10-0-0-1',
      launchedAt: 1000,
      tags: { Name: 'web-1', empty: '' },
    });
  });

  it('stands on one half alone', () => {
    expect(joinNode({ id: 'i-1', sourceId: '@' }, ec2Half(INSTANCE), undefined, 'checking')).toMatchObject({
      ping: null,
      platform: '',
      platformType: 'Linux',
    });
    expect(
      joinNode({ id: 'mi-1', sourceId: '@' }, undefined, ssmHalf(INFORMATION), 'checking'),
    ).toMatchObject({
      kind: 'hybrid',
      name: 'from-ssm',
      state: null,
      privateIp: '172.31.0.9',
      role: 'AutomationRole',
    });
    expect(joinNode({ id: 'i-2', sourceId: '@' }, undefined, undefined, 'no')).toMatchObject({
      name: '',
      platformType: null,
    });
  });

  it.each([
    [{ Platform: 'windows' as never, PlatformDetails: 'Windows' }, 'Windows'],
    [{ PlatformDetails: 'Windows with SQL Server' }, 'Windows'],
    [{ InstanceType: 'mac2.metal' as const, PlatformDetails: 'Linux/UNIX' }, 'MacOS'],
    [{ PlatformDetails: 'SUSE Linux' }, 'Linux'],
    [{}, null],
  ])('has a platform from EC2’s words %j: %s', (instance, expected) => {
    expect(ec2Half(instance).platformType).toBe(expected);
  });

  it('takes a ping status that is new to us as managed and not online', () => {
    expect(ssmHalf({ PingStatus: 'Dreaming' as never }).ping).toBe('Inactive');
  });

  it('is the same as another only when all that it shows is', () => {
    const node = joinNode({ id: 'i-1', sourceId: '@' }, ec2Half(INSTANCE), ssmHalf(INFORMATION), 'checking');
    expect(sameNode(node, { ...node, tags: { ...node.tags } })).toBe(true);
    expect(sameNode(node, { ...node, state: 'stopped' })).toBe(false);
    expect(sameNode(node, { ...node, tags: { ...node.tags, empty: 'x' } })).toBe(false);
    expect(sameNode(node, { ...node, tags: { Name: 'web-1' } })).toBe(false);
  });
});
