import { createHash } from 'node:crypto';
import { simulatedNode, type SimulatedNode } from './node.js';

/** An operating system image, with what its nodes have in common. */
interface Image {
  platformType: SimulatedNode['platformType'];
  platformName: string;
  platformVersion: string;
  imageName: string;
  architecture?: NonNullable<SimulatedNode['architecture']>;
  /** The user that the image comes with (EC2 user guide, managing-users). */
  user: string;
  /** Shape of the shell prompt. */
  prompt: 'amazon' | 'debian';
}

const AMAZON_2023: Image = {
  platformType: 'Linux',
  platformName: 'Amazon Linux',
  platformVersion: '2023',
  imageName: 'al2023-ami-2023.9.20251117.1-kernel-6.1-x86_64',
  user: 'ec2-user',
  prompt: 'amazon',
};
const AMAZON_2: Image = {
  ...AMAZON_2023,
  platformVersion: '2',
  imageName: 'amzn2-ami-kernel-5.10-hvm-2.0.20250305.0-x86_64-gp2',
};
const UBUNTU_22: Image = {
  platformType: 'Linux',
  platformName: 'Ubuntu',
  platformVersion: '22.04',
  imageName: 'ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20250610',
  user: 'ubuntu',
  prompt: 'debian',
};
const UBUNTU_24: Image = {
  ...UBUNTU_22,
  platformVersion: '24.04',
  imageName: 'ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20251022',
};
const UBUNTU_24_ARM: Image = {
  ...UBUNTU_24,
  imageName: 'ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-arm64-server-20251022',
  architecture: 'arm64',
};
const DEBIAN_12: Image = {
  platformType: 'Linux',
  platformName: 'Debian GNU/Linux',
  platformVersion: '12',
  imageName: 'debian-12-amd64-20251006-2257',
  user: 'admin',
  prompt: 'debian',
};
const RHEL_9: Image = {
  platformType: 'Linux',
  platformName: 'Red Hat Enterprise Linux',
  platformVersion: '9.6',
  imageName: 'RHEL-9.6.0_HVM-20250910-x86_64-0-Hourly2-GP3',
  user: 'ec2-user',
  prompt: 'amazon',
};
const SUSE_15: Image = {
  platformType: 'Linux',
  platformName: 'SLES',
  platformVersion: '15.7',
  imageName: 'suse-sles-15-sp7-v20250618-hvm-ssd-x86_64',
  user: 'ec2-user',
  prompt: 'amazon',
};
const ROCKY_9: Image = {
  platformType: 'Linux',
  platformName: 'Rocky Linux',
  platformVersion: '9.6',
  imageName: 'Rocky-9-EC2-Base-9.6-20250531.0.x86_64',
  user: 'rocky',
  prompt: 'amazon',
};
const WINDOWS_2022: Image = {
  platformType: 'Windows',
  platformName: 'Microsoft Windows Server 2022 Datacenter',
  platformVersion: '10.0.20348',
  imageName: 'Windows_Server-2022-English-Full-Base-2025.11.12',
  user: 'Administrator',
  prompt: 'debian',
};
const MACOS: Image = {
  platformType: 'MacOS',
  platformName: 'macOS',
  platformVersion: '15.5',
  imageName: 'amzn-ec2-macos-15.5-20250605-224110-arm64',
  architecture: 'arm64_mac',
  user: 'ec2-user',
  prompt: 'debian',
};

const CURRENT_AGENT = '3.3.3050.0';
const MONTH_OLD_AGENT = '3.3.2299.0';
const YEAR_OLD_AGENT = '3.3.987.0';
/** Before SSH sessions, which came with 2.3.672.0 (protocol notes, section 9). */
const TOO_OLD_AGENT = '2.3.612.0';

interface Row {
  name: string;
  image: Image;
  type?: string;
  env: 'prod' | 'staging' | 'dev' | 'ci' | 'edge';
  app: string;
  team: string;
  /** Name of its EC2 key pair. */
  key?: string;
  /** Backed by a real SSH server. */
  real?: boolean;
  /** Without an SSH server, on purpose. */
  note?: string;
  over?: Partial<SimulatedNode>;
}

export const ED25519_KEY_NAME = 'demo-ed25519';
export const RSA_KEY_NAME = 'demo-rsa';

const shop = { app: 'storefront', team: 'shop' };
const orders = { app: 'orders', team: 'shop' };
const data = { app: 'warehouse', team: 'data' };
const platform = { app: 'platform', team: 'platform' };
const office = { app: 'back-office', team: 'it' };

const INSTANCES: Row[] = [
  { name: 'web-1', image: AMAZON_2023, env: 'prod', ...shop, key: ED25519_KEY_NAME, real: true },
  { name: 'web-2', image: AMAZON_2023, env: 'prod', ...shop, key: RSA_KEY_NAME, real: true },
  { name: 'web-3', image: AMAZON_2023, env: 'prod', ...shop, key: RSA_KEY_NAME },
  { name: 'web-4', image: AMAZON_2023, env: 'prod', ...shop, over: { state: 'pending', managed: false } },
  {
    name: 'api-1',
    image: UBUNTU_24,
    env: 'prod',
    ...orders,
    type: 'm7i.large',
    key: ED25519_KEY_NAME,
    real: true,
  },
  { name: 'api-2', image: UBUNTU_24, env: 'prod', ...orders, type: 'm7i.large', key: ED25519_KEY_NAME },
  { name: 'api-3', image: UBUNTU_24_ARM, env: 'prod', ...orders, type: 'm7g.large', key: ED25519_KEY_NAME },
  {
    name: 'batch-1',
    image: DEBIAN_12,
    env: 'prod',
    ...data,
    type: 'c7i.xlarge',
    key: ED25519_KEY_NAME,
    real: true,
  },
  { name: 'batch-2', image: DEBIAN_12, env: 'prod', ...data, type: 'c7i.xlarge', key: ED25519_KEY_NAME },
  {
    name: 'batch-nightly',
    image: DEBIAN_12,
    env: 'prod',
    ...data,
    type: 'c7i.4xlarge',
    over: { state: 'stopped', pingStatus: 'ConnectionLost' },
  },
  {
    name: 'db-primary',
    image: RHEL_9,
    env: 'prod',
    ...orders,
    type: 'r7i.2xlarge',
    key: RSA_KEY_NAME,
    real: true,
  },
  { name: 'db-replica-1', image: RHEL_9, env: 'prod', ...orders, type: 'r7i.2xlarge', key: RSA_KEY_NAME },
  {
    name: 'db-replica-2',
    image: RHEL_9,
    env: 'prod',
    ...orders,
    type: 'r7i.2xlarge',
    key: RSA_KEY_NAME,
    over: { pingStatus: 'ConnectionLost' },
  },
  {
    name: 'cache-1',
    image: AMAZON_2,
    env: 'prod',
    ...shop,
    type: 'r6g.large',
    over: { agentVersion: YEAR_OLD_AGENT },
  },
  {
    name: 'cache-2',
    image: AMAZON_2,
    env: 'prod',
    ...shop,
    type: 'r6g.large',
    over: { agentVersion: YEAR_OLD_AGENT },
  },
  { name: 'search-1', image: UBUNTU_22, env: 'prod', ...shop, type: 'r7i.large', key: ED25519_KEY_NAME },
  { name: 'queue-1', image: AMAZON_2023, env: 'prod', ...orders, type: 't4g.medium' },
  {
    name: 'bastion',
    image: UBUNTU_22,
    env: 'prod',
    ...platform,
    type: 't3.nano',
    key: ED25519_KEY_NAME,
    real: true,
    // Its console tells nothing, so that its host key is trusted on first use.
    over: { publicIp: '203.0.113.17', consoleOutput: '' },
  },
  {
    name: 'monitoring',
    image: ROCKY_9,
    env: 'prod',
    ...platform,
    type: 'm7i.large',
    key: RSA_KEY_NAME,
    real: true,
  },
  { name: 'git-server', image: SUSE_15, env: 'prod', ...platform, type: 'm6i.large', key: RSA_KEY_NAME },
  { name: 'vault-1', image: AMAZON_2023, env: 'prod', ...platform, note: 'hardened: no SSH server' },
  {
    name: 'payments-gateway',
    image: AMAZON_2023,
    env: 'prod',
    app: 'payments',
    team: 'payments',
    key: RSA_KEY_NAME,
    over: { managed: false },
  },
  {
    name: 'legacy-crm',
    image: AMAZON_2,
    env: 'prod',
    ...office,
    type: 't2.medium',
    key: RSA_KEY_NAME,
    over: { agentVersion: TOO_OLD_AGENT },
  },
  { name: 'sql-reports', image: WINDOWS_2022, env: 'prod', ...office, type: 'm6i.xlarge', key: RSA_KEY_NAME },
  {
    name: 'files-win',
    image: WINDOWS_2022,
    env: 'prod',
    ...office,
    type: 't3.large',
    over: { pingStatus: 'ConnectionLost', state: 'stopped' },
  },
  { name: 'staging-web-1', image: AMAZON_2023, env: 'staging', ...shop, key: ED25519_KEY_NAME, real: true },
  { name: 'staging-api-1', image: UBUNTU_24, env: 'staging', ...orders, key: ED25519_KEY_NAME },
  {
    name: 'staging-db',
    image: RHEL_9,
    env: 'staging',
    ...orders,
    type: 't3.large',
    over: { state: 'stopped', pingStatus: 'ConnectionLost' },
  },
  { name: 'ci-runner-1', image: UBUNTU_22, env: 'ci', ...platform, type: 'c7a.2xlarge' },
  {
    name: 'ci-runner-2',
    image: UBUNTU_22,
    env: 'ci',
    ...platform,
    type: 'c7a.2xlarge',
    over: { state: 'stopped', pingStatus: 'ConnectionLost' },
  },
  { name: 'ci-mac-1', image: MACOS, env: 'ci', ...platform, type: 'mac2.metal' },
  {
    name: 'ml-train-1',
    image: UBUNTU_22,
    env: 'dev',
    ...data,
    type: 'g5.2xlarge',
    over: { state: 'stopped', pingStatus: 'ConnectionLost' },
  },
  {
    name: 'ml-notebook',
    image: UBUNTU_24,
    env: 'dev',
    ...data,
    type: 'g5.xlarge',
    note: 'only Jupyter listens',
  },
  { name: 'sandbox-müller', image: DEBIAN_12, env: 'dev', ...platform, key: ED25519_KEY_NAME },
];

const HYBRID: Row[] = [
  {
    name: '서울-엣지-1',
    image: DEBIAN_12,
    env: 'edge',
    app: 'edge',
    team: 'apac',
    real: true,
    over: { privateIp: '192.168.40.11', computerName: 'seoul-edge-1' },
  },
  {
    name: '서울-엣지-2',
    image: DEBIAN_12,
    env: 'edge',
    app: 'edge',
    team: 'apac',
    over: { privateIp: '192.168.40.12', computerName: 'seoul-edge-2' },
  },
  {
    name: 'store-paris-03',
    image: UBUNTU_22,
    env: 'edge',
    app: 'till',
    team: 'retail',
    over: { privateIp: '10.33.3.20', pingStatus: 'ConnectionLost' },
  },
  {
    name: 'store-lyon-01',
    image: UBUNTU_22,
    env: 'edge',
    app: 'till',
    team: 'retail',
    over: { privateIp: '10.33.4.20' },
  },
  {
    name: 'factory-gateway',
    image: SUSE_15,
    env: 'edge',
    app: 'mes',
    team: 'ops',
    over: { privateIp: '172.20.1.5' },
  },
  {
    name: 'dc1-jump',
    image: RHEL_9,
    env: 'prod',
    ...platform,
    real: true,
    over: { privateIp: '172.16.0.9' },
  },
  { name: 'office-nas', image: WINDOWS_2022, env: 'prod', ...office, over: { privateIp: '192.168.1.4' } },
];

/** A node of the demo fleet, and what its SSH server needs to know if it has a real one. */
export interface DemoNode {
  node: SimulatedNode;
  real: boolean;
  user: string;
  prompt: 'amazon' | 'debian';
  app: string;
}

/** The demo fleet: the same each time, ids too. Nodes marked real have no SSH server yet. */
export function demoNodes(now: number): DemoNode[] {
  return [
    ...INSTANCES.map((row, index) => instance(row, index, now)),
    ...HYBRID.map((row, index) => hybrid(row, index, now)),
  ];
}

const DAY_MS = 24 * 3600 * 1000;
const ZONES = ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'];

function instance(row: Row, index: number, now: number): DemoNode {
  const privateIp = `10.20.${(index % 3) + 1}.${10 + index * 5}`;
  const windows = row.image.platformType === 'Windows';
  return demoNode(row, `i-0${digits(row.name, 16)}`, now, index, {
    instanceType: row.type ?? 't3.small',
    privateIp,
    zone: ZONES[index % ZONES.length] ?? '',
    imageId: `ami-0${digits(row.image.imageName, 16)}`,
    imageName: row.image.imageName,
    iamRole: 'AmazonSSMRoleForInstancesQuickSetup',
    ...(row.key === undefined ? {} : { keyName: row.key }),
    computerName: windows
      ? `EC2AMAZ-${digits(row.name, 7).toUpperCase()}`
      : `ip-${privateIp.replaceAll('.', '-')}.eu-central-1.compute.internal`,
  });
}

function hybrid(row: Row, index: number, now: number): DemoNode {
  return demoNode(row, `mi-0${digits(row.name, 16)}`, now, index, {
    resourceType: 'ManagedInstance',
    activationId: `${digits('activation', 8)}-4c1d-4f6e-9a53-${digits(row.team, 12)}`,
    iamRole: 'service-role/AmazonEC2RunCommandRoleForManagedInstances',
    computerName: row.name,
  });
}

function demoNode(
  row: Row,
  instanceId: string,
  now: number,
  index: number,
  place: Partial<SimulatedNode>,
): DemoNode {
  const { image } = row;
  const node = simulatedNode({
    instanceId,
    name: row.name,
    agentVersion: index % 4 === 3 ? MONTH_OLD_AGENT : CURRENT_AGENT,
    platformType: image.platformType,
    platformName: image.platformName,
    platformVersion: image.platformVersion,
    ...(image.architecture === undefined ? {} : { architecture: image.architecture }),
    tags: {
      env: row.env,
      app: row.app,
      team: row.team,
      ...(row.note === undefined ? {} : { note: row.note }),
    },
    launchTime: new Date(now - (3 + ((index * 37) % 400)) * DAY_MS),
    ...place,
    ...row.over,
  });
  node.isLatestVersion = node.agentVersion === CURRENT_AGENT;
  return { node, real: row.real === true, user: image.user, prompt: image.prompt, app: row.app };
}

/** Hex digits that are the same each time for the same name. */
function digits(name: string, count: number): string {
  return createHash('sha256').update(`demo fleet ${name}`).digest('hex').slice(0, count);
}
