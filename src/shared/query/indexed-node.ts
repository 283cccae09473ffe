import { reachOf, type ManagedNode, type Reach } from '../node.js';
import { naturalKey } from '../natural-key.js';
import { keepTexts } from '../share-texts.js';

/** A node with what search and sort look at, worked out once when it arrives. */
export interface IndexedNode {
  readonly node: ManagedNode;
  readonly id: string;
  readonly reach: Reach;
  /**
   * All text that a search looks in, in lower case, one value a line; each line begins with a mark of what it is, so
   * that a term can ask for the beginning or the whole of one.
   */
  readonly text: string;
  /** The platform as short as people call it, for the table. */
  readonly platform: string;
  /** The private IPv4 address as one number, so that it sorts as people count; -1 where there is none. */
  readonly address: number;
  /** The name so written that comparing code units sorts as people count. */
  readonly nameKey: string;
  /** Its place in an index of texts; -1 while it has none. */
  slot: number;
  /** Set when another entry has taken this one's place, or none has: lists drop it at their next change. */
  isGone: boolean;
}

/** The marks at the beginnings of lines; no name, tag or word can hold them. */
export const LINE = { other: '\u0001', ip: '\u0002', tag: '\u0003', name: '\u0004' } as const;

function addressNumber(ip: string | null): number {
  const parts = (ip ?? '').split('.').map(Number);
  return parts.length === 4 && parts.every(Number.isInteger)
    ? parts.reduce((sum, part) => sum * 256 + part, 0)
    : -1;
}

const shortNames: readonly [RegExp, string][] = [
  [/^Red Hat Enterprise Linux( Server)?/, 'RHEL'],
  [/^SUSE Linux Enterprise Server/, 'SLES'],
  [/^Debian GNU\/Linux/, 'Debian'],
  [/^CentOS Linux/, 'CentOS'],
  [/^Oracle Linux Server/, 'Oracle Linux'],
  [/^Amazon Linux (?=2)/, 'AL'],
  [/^(Microsoft )?Windows Server (\d{4}).*/, 'Windows $2'],
  [/^Microsoft Windows/, 'Windows'],
];

/** Works a text out once for each different input: a fleet has few platforms, and many nodes. */
function remembering(work: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    let result = known.get(text);
    if (result === undefined) {
      result = work(text);
      known.set(text, result);
    }
    return result;
  };
}

const shortPlatform = remembering((platform) =>
  shortNames.reduce((name, [long, short]) => name.replace(long, short), platform),
);

// eslint-disable-next-line no-control-regex -- the marks of lines must not come in from outside
const CONTROLS = /[\u0000-\u001f]/g;

/** A value as it stands in a line of `text`, but for its case. */
export const asInLine = (value: string): string => value.replace(CONTROLS, ' ');

function textOf(node: ManagedNode, platform: string): string {
  let text = '';
  const add = (mark: string, value: string | null) => {
    if (value !== null && value !== '') text += `${mark}${asInLine(value)}\n`;
  };
  add(LINE.name, node.name);
  add(LINE.other, node.id);
  add(LINE.other, node.computerName);
  add(LINE.ip, node.privateIp);
  add(LINE.ip, node.publicIp);
  add(LINE.other, node.platform);
  if (platform !== node.platform) add(LINE.other, platform);
  add(LINE.other, node.platformType);
  add(LINE.other, node.instanceType);
  add(LINE.other, node.zone);
  for (const key in node.tags) {
    // The name is there already, and a search for the tag Name is one for the name.
    add(LINE.tag, `${key}=${node.tags[key] ?? ''}`);
  }
  return text.toLowerCase();
}

/** All that goes into `text`. */
const searched = [
  'name',
  'id',
  'computerName',
  'privateIp',
  'publicIp',
  'platform',
  'platformType',
  'instanceType',
  'zone',
  'tags',
] as const satisfies readonly (keyof ManagedNode)[];

/** A node whose searched text is worked out when it is first looked at, or told to be: that takes longer than all else. */
class Indexed implements IndexedNode {
  public readonly id: string;
  public readonly reach: Reach;
  public readonly platform: string;
  public readonly address: number;
  public readonly nameKey: string;
  public slot = -1;
  public isGone = false;
  private known: string | null = null;

  public constructor(
    public readonly node: ManagedNode,
    before: IndexedNode | undefined,
  ) {
    const { name } = node;
    this.id = node.id;
    this.reach = reachOf(node);
    this.platform = shortPlatform(node.platform);
    this.address = addressNumber(node.privateIp);
    this.nameKey = before?.node.name === name ? before.nameKey : naturalKey(name);
    if (before instanceof Indexed && searched.every((field) => node[field] === before.node[field])) {
      this.known = before.known;
      this.slot = before.slot;
    }
  }

  public get text(): string {
    return (this.known ??= textOf(this.node, this.platform));
  }
}

/**
 * Works out once what search, sort and the table need of a node.
 *
 * @param before what was known of it until now: what is still true of that is taken over, as most of it is when all nodes
 *   are listed again
 */
export function indexNode(node: ManagedNode, before?: IndexedNode): IndexedNode {
  if (before !== undefined) keepTexts(node, before.node);
  return new Indexed(node, before);
}
