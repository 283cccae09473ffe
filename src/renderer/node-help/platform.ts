import type { ManagedNode } from '../../shared/node.js';

/** Systems that differ in the commands which set SSH and the agent up. */
export const platforms = [
  'amazon-linux',
  'red-hat',
  'ubuntu',
  'debian',
  'suse',
  'alpine',
  'windows',
  'macos',
] as const;
export type Platform = (typeof platforms)[number];

const words: readonly (readonly [word: string, platform: Platform])[] = [
  ['amazon linux', 'amazon-linux'],
  ['ubuntu', 'ubuntu'],
  ['debian', 'debian'],
  ['raspbian', 'debian'],
  ['red hat', 'red-hat'],
  ['rhel', 'red-hat'],
  ['centos', 'red-hat'],
  ['rocky', 'red-hat'],
  ['alma', 'red-hat'],
  ['fedora', 'red-hat'],
  ['oracle', 'red-hat'],
  ['suse', 'suse'],
  ['sles', 'suse'],
  ['alpine', 'alpine'],
  ['windows', 'windows'],
  ['macos', 'macos'],
];

/** The system of a node, as far as Systems Manager or its image tells; Amazon Linux where nothing does. */
export function platformOf(node: ManagedNode | null): Platform {
  const told = `${node?.platform ?? ''} ${node?.imageName ?? ''}`.toLowerCase();
  const known = words.find(([word]) => told.includes(word))?.[1];
  if (known !== undefined) return known;
  if (node?.platformType === 'Windows') return 'windows';
  return node?.platformType === 'MacOS' ? 'macos' : 'amazon-linux';
}
