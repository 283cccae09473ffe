import { describe, expect, it } from 'vitest';
import { makeNode } from '../../test/support/nodes.js';
import { defaultUser, reachOf, type ManagedNode } from './node.js';

const ready = makeNode({ id: 'i-1' });

describe('what stands in the way of a node', () => {
  it.each<[Partial<ManagedNode>, string]>([
    [{}, 'ready'],
    [{ state: null, kind: 'hybrid' }, 'ready'],
    [{ state: 'pending', managed: 'checking', ping: null }, 'starting'],
    [{ state: 'pending', ping: 'Online' }, 'ready'],
    [{ state: 'stopped', ping: 'ConnectionLost' }, 'stopped'],
    [{ state: 'stopping' }, 'stopping'],
    [{ state: 'shutting-down' }, 'stopping'],
    [{ state: 'terminated' }, 'terminated'],
    [{ managed: 'no', ping: null }, 'not-managed'],
    [{ managed: 'checking', ping: null }, 'checking'],
    [{ managed: 'unknown', ping: null }, 'unknown'],
    [{ state: 'stopped', managed: 'checking', ping: null }, 'stopped'],
    [{ ping: 'ConnectionLost' }, 'offline'],
    [{ ping: 'Inactive' }, 'offline'],
    [{ agentVersion: '2.3.634.0' }, 'agent-too-old'],
    [{ agentVersion: '2.3.672.0' }, 'ready'],
    [{ agentVersion: '2.10.0.0' }, 'ready'],
    [{ agentVersion: null }, 'ready'],
  ])('%j: %s', (change, reach) => {
    expect(reachOf({ ...ready, ...change })).toBe(reach);
  });
});

describe('the default user', () => {
  it.each<[string, ManagedNode['platformType'], string | null]>([
    ['Ubuntu 24.04', 'Linux', 'ubuntu'],
    ['Debian GNU/Linux 12', 'Linux', 'admin'],
    ['Amazon Linux 2023', 'Linux', 'ec2-user'],
    ['CentOS Linux 7', 'Linux', 'centos'],
    ['Rocky Linux 9', 'Linux', 'rocky'],
    ['Microsoft Windows Server 2022 Datacenter', 'Windows', 'Administrator'],
    ['', 'Windows', 'Administrator'],
    ['macOS 15', 'MacOS', 'ec2-user'],
    ['Something 1', 'Linux', 'ec2-user'],
    ['', null, null],
  ])('of %j (%s) is %s', (platform, platformType, user) => {
    expect(defaultUser({ ...ready, platform, platformType, imageName: null })).toBe(user);
  });

  it.each([
    ['', 'ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20250305', 'ubuntu'],
    ['', 'debian-12-amd64-20250316-2053', 'admin'],
    ['', 'al2023-ami-2023.6.20250303.0-kernel-6.1-x86_64', 'ec2-user'],
    ['', 'amzn2-ami-kernel-5.10-hvm-2.0.20250305.0-x86_64-gp2', 'ec2-user'],
    ['', 'Rocky-9-EC2-Base-9.5-20241118.0.x86_64', 'rocky'],
    ['', 'our-golden-image-7', 'ec2-user'],
    ['Debian GNU/Linux 12', 'bitnami-wordpress-6.7.2-0-r04-linux-debian-12-x86_64-hvm-ebs', 'bitnami'],
    ['Ubuntu 24.04', 'made-on-debian-12', 'ubuntu'],
  ])('of %j in the image %s is %s', (platform, imageName, user) => {
    expect(defaultUser({ ...ready, platform, platformType: 'Linux', imageName })).toBe(user);
  });
});
