import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { makeNode } from '../../../test/support/nodes.js';
import { agentSteps, archOf } from './agent.js';
import { hybridSteps, networkSteps, roleSteps } from './account.js';
import { platformOf, platforms, type Platform } from './platform.js';
import { sshServerSteps } from './ssh-server.js';
import { oneLine, stepIds, type HelpPlace, type Step } from './step.js';

const PLACE: HelpPlace = {
  partition: 'aws',
  region: 'eu-central-1',
  accountId: '123456789012',
  nodeId: 'i-0123456789abcdef0',
  role: 'web',
  user: 'ubuntu',
};

const stepsOf = (platform: Platform, place: HelpPlace = PLACE): Step[] => [
  ...sshServerSteps(platform, place.user),
  ...agentSteps(platform, place),
  ...roleSteps(place),
  ...networkSteps(platform, place),
  ...hybridSteps(platform, place),
];
const textOf = (steps: readonly Step[]): string => steps.flatMap(({ commands }) => commands ?? []).join('\n');
const step = (platform: Platform, id: Step['id']): string =>
  stepsOf(platform).find((each) => each.id === id)?.commands ?? '';

/** What a shell says of commands that it reads and does not run; empty where nothing is wrong. */
const complaints = (shell: string, commands: string): string => {
  const { stderr, error, status } = spawnSync(shell, ['-n'], { input: commands, encoding: 'utf8' });
  return error?.message ?? (status === 0 ? stderr : stderr || `status ${status}`);
};

describe('the commands of the help', () => {
  it('are there for each system, each step with words of its own', () => {
    const used = platforms.flatMap((platform) => stepsOf(platform));
    expect(new Set(used.map(({ id }) => id))).toEqual(new Set(stepIds));
    expect(textOf(used)).not.toContain('undefined');
  });

  it.each(platforms)('can be read by the shells of %s, as they stand and as one line', (platform) => {
    for (const { id, on, commands } of stepsOf(platform)) {
      if (commands === null || on === 'powershell') continue;
      const line = oneLine(commands, on);
      expect(line).not.toContain('\n');
      for (const shell of ['bash', 'dash'])
        for (const form of [commands, line]) expect(complaints(shell, form), `${id} in ${shell}`).toBe('');
    }
  });

  it('are written in one line as PowerShell does', () => {
    const [install] = sshServerSteps('windows', 'Administrator');
    expect(oneLine(install?.commands ?? '', 'powershell')).toMatch(
      /0\.0\.1\.0; Set-Service .*; Start-Service sshd$/,
    );
  });

  it('find the kind of this machine as AWS’s downloads call it', () => {
    const run = (uname: string, dpkg: string, platform: Platform): string => {
      const stand = `uname() { echo ${uname}; }; dpkg() { echo ${dpkg}; }; ${archOf(platform)}; echo "$arch"`;
      return spawnSync('bash', ['-c', stand], { encoding: 'utf8' }).stdout.trim();
    };
    expect(run('x86_64', '-', 'red-hat')).toBe('amd64');
    expect(run('aarch64', '-', 'amazon-linux')).toBe('arm64');
    expect(run('i686', '-', 'upstart')).toBe('386');
    expect(run('arm64', '-', 'macos')).toBe('arm64');
    expect(run('x86_64', 'amd64', 'debian')).toBe('amd64');
    // A Raspberry Pi with a system of 32 bits on a kernel of 64.
    expect(run('aarch64', 'armhf', 'debian')).toBe('arm');
  });

  it('name hosts and ARNs of the region’s partition', () => {
    const china = textOf(stepsOf('debian', { ...PLACE, partition: 'aws-cn', region: 'cn-north-1' }));
    expect(china).toContain('arn:aws-cn:iam::aws:policy/');
    expect(china).toContain('cn.com.amazonaws.cn-north-1.ssm');
    expect(china).toContain('https://ssm.cn-north-1.amazonaws.com.cn/');
    expect(china).toContain('s3.cn-north-1.amazonaws.com.cn');
    expect(china).not.toMatch(/amazonaws\.com[^.]/);
    const europe = textOf(stepsOf('windows', { ...PLACE, partition: 'aws-eusc', region: 'eusc-de-east-1' }));
    expect(europe).toContain('s3.eusc-de-east-1.amazonaws.eu');
    expect(europe).not.toContain('amazonaws.com/');
  });

  it('are those of systems that have neither systemd nor packages of their own', () => {
    expect(textOf(stepsOf('upstart'))).not.toContain('systemctl');
    expect(step('upstart', 'agent-restart')).toContain('start amazon-ssm-agent');
    const bottlerocket = stepsOf('bottlerocket').filter(({ on }) => on === 'shell');
    expect(textOf(bottlerocket)).not.toMatch(/sudo|yum|systemctl/);
    expect(textOf(bottlerocket)).toContain('apiclient set host-containers.admin.enabled=true');
  });

  it('let a key into Bottlerocket’s admin container in the form that it reads', () => {
    const shown = 'apiclient() { printf %s "$2"; }; ' + step('bottlerocket', 'keys-bottlerocket');
    const set = spawnSync('bash', ['-c', shown], { encoding: 'utf8' }).stdout;
    const data = Buffer.from(set.slice(set.indexOf('=') + 1), 'base64').toString('utf8');
    expect(JSON.parse(data)).toEqual({ ssh: { 'authorized-keys': ['ssh-ed25519 AAAA… you'] } });
  });

  it('of Windows Server 2016 bring OpenSSH along, and let downloads use TLS 1.2', () => {
    expect(step('windows-2016', 'ssh-windows-2016')).toContain('Win32-OpenSSH');
    expect(textOf(stepsOf('windows-2016'))).not.toContain('WindowsCapability');
    for (const id of ['ssh-windows-2016', 'agent-install', 'hybrid-register'] as const)
      expect(step('windows-2016', id)).toMatch(/^\[Net\.ServicePointManager\]::SecurityProtocol = 'Tls12'/);
  });

  it('ask Ubuntu’s snap where its program is', () => {
    expect(step('ubuntu', 'agent-diagnose')).toContain('/snap/amazon-ssm-agent/current/ssm-cli');
  });

  it('register no Mac outside EC2, which AWS does not take', () => {
    expect(hybridSteps('macos', PLACE)).toEqual([{ id: 'hybrid-macos', on: 'shell', commands: null }]);
  });

  it.each([
    ['Amazon Linux 2023', 'amazon-linux'],
    ['Amazon Linux 2', 'amazon-linux'],
    ['Amazon Linux AMI 2018.03', 'upstart'],
    ['CentOS Linux 6.10', 'upstart'],
    ['Red Hat Enterprise Linux Server 6.9', 'upstart'],
    ['Red Hat Enterprise Linux 9.6', 'red-hat'],
    ['CentOS Linux 7.6', 'red-hat'],
    ['Rocky Linux 9.6', 'red-hat'],
    ['Oracle Linux Server 8.6', 'red-hat'],
    ['SLES 15.6', 'suse'],
    ['SUSE Linux Enterprise Server 15', 'suse'],
    ['Raspbian GNU/Linux 11', 'debian'],
    ['Debian GNU/Linux 12', 'debian'],
    ['Microsoft Windows Server 2016 Datacenter 10.0.14393', 'windows-2016'],
    ['Microsoft Windows Server 2019 Datacenter 10.0.17763', 'windows'],
    ['Microsoft Windows Server 2025 Datacenter 10.0.26100', 'windows'],
    ['macOS 15.1', 'macos'],
    ['', 'amazon-linux'],
  ] as const)('are those of %s', (platform, expected) => {
    expect(platformOf(makeNode({ id: 'i-1', platform, imageName: null }))).toBe(expected);
  });

  it.each([
    ['bottlerocket-aws-k8s-1.31-x86_64-v1.26.1-943d9a41', 'Amazon Linux 2', 'bottlerocket'],
    ['amzn-ami-hvm-2018.03.0.20230404.0-x86_64-gp2', '', 'upstart'],
    ['amzn2-ami-kernel-5.10-hvm-2.0.20250101.0-x86_64-gp2', '', 'amazon-linux'],
    ['al2023-ami-2023.6.20250107.0-kernel-6.1-x86_64', '', 'amazon-linux'],
    ['Windows_Server-2016-English-Full-Base-2025.01.15', 'Windows', 'windows-2016'],
    ['ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20250115', '', 'ubuntu'],
    // The agent knows better than the name of an image.
    ['golden-debian-on-ubuntu', 'Ubuntu 24.04', 'ubuntu'],
  ] as const)('are those of the image %s', (imageName, platform, expected) => {
    expect(platformOf(makeNode({ id: 'i-1', platform, imageName }))).toBe(expected);
  });
});
