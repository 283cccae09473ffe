import type { IndexedNode } from '../../../shared/query/indexed-node.js';
import { matchQuery } from '../../../shared/query/match.js';
import type { Term } from '../../../shared/query/query.js';
import { AlikeNodes } from './alike-nodes.js';
import type { SlotSet } from './slot-set.js';

/** What a term looks at, for the keys that look at something of which a fleet has few values for many nodes. */
const values = {
  state: ({ node }: IndexedNode) => node.state ?? '',
  reach: ({ reach }: IndexedNode) => reach,
  platform: ({ node }: IndexedNode) => `${node.platform}\n${node.platformType}`,
  type: ({ node }: IndexedNode) => node.instanceType ?? '',
  zone: ({ node }: IndexedNode) => node.zone ?? '',
  source: ({ node }: IndexedNode) => node.sourceId,
} as const satisfies Partial<Record<Term['key'], (entry: IndexedNode) => string>>;

type Field = keyof typeof values;
const fields = Object.keys(values) as Field[];
const isField = (key: Term['key']): key is Field => key in values;

/** Which nodes have which state, type, zone and the like. */
export class FieldIndex {
  private readonly byField: Readonly<Record<Field, AlikeNodes>> = {
    state: new AlikeNodes(),
    reach: new AlikeNodes(),
    platform: new AlikeNodes(),
    type: new AlikeNodes(),
    zone: new AlikeNodes(),
    source: new AlikeNodes(),
  };

  /** Takes in a node that has a slot. */
  public add(entry: IndexedNode): void {
    for (const field of fields) this.byField[field].add(values[field](entry), entry);
  }

  /** Forgets a node; it still has its slot. */
  public remove(entry: IndexedNode): void {
    for (const field of fields) this.byField[field].remove(values[field](entry), entry);
  }

  /** The nodes that a term matches; null where it looks at something else. */
  public slotsOf(term: Term): SlotSet | null {
    return isField(term.key) ? this.byField[term.key].slotsOf(matchQuery({ terms: [term] })) : null;
  }
}
