import type { ManagedNode } from '../../shared/node.js';

/** Systems that differ in the commands which set SSH and the agent up. */
export const platforms = [
  'amazon-linux',
  'red-hat',
  'upstart',
  'ubuntu',
  'debian',
  'suse',
  'alpine',
  'bottlerocket',
  'windows',
  'windows-2016',
  'macos',
] as const;
export type Platform = (typeof platforms)[number];

/** The first that fits names of platforms and images: what is said more exactly comes first. */
const names: readonly (readonly [RegExp, Platform])[] = [
  // Its agent sees the container that it is in, which is an Amazon Linux: the image tells.
  [/bottlerocket/, 'bottlerocket'],
  // Before systemd: Amazon Linux 1, whose images are amzn-ami-…, and version 6 of Red Hat and its like.
  [/amazon linux (ami|201\d)|amzn-ami|(red hat|rhel|centos|oracle)\D*6(\.|$)/, 'upstart'],
  [/amazon linux|amzn2|al20\d\d/, 'amazon-linux'],
  [/ubuntu/, 'ubuntu'],
  [/debian|raspbian|raspberry/, 'debian'],
  [/red hat|rhel|centos|rocky|alma|fedora|oracle/, 'red-hat'],
  [/suse|sles/, 'suse'],
  [/alpine/, 'alpine'],
  // OpenSSH is a part of Windows since Server 2019.
  [/windows[ _-]server[ _-]2016/, 'windows-2016'],
  [/windows/, 'windows'],
  [/macos/, 'macos'],
];

/** The system of a node, as far as its image or Systems Manager tells; Amazon Linux where nothing does. */
export function platformOf(node: ManagedNode | null): Platform {
  const image = (node?.imageName ?? '').toLowerCase();
  // EC2 by itself says no more than that it is a Windows, its image which one.
  const platform = (node?.platform ?? '').toLowerCase().replace(/^windows$/, '');
  if (image.includes('bottlerocket')) return 'bottlerocket';
  // An image may be named for what runs on it; the agent knows the system itself.
  for (const told of [platform, image]) {
    const known = names.find(([name]) => name.test(told))?.[1];
    if (known !== undefined) return known;
  }
  if (node?.platformType === 'Windows') return 'windows';
  return node?.platformType === 'MacOS' ? 'macos' : 'amazon-linux';
}

/** Whether its commands are PowerShell's. */
export const isWindows = (platform: Platform): boolean =>
  platform === 'windows' || platform === 'windows-2016';
