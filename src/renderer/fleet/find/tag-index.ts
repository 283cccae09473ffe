import { asInLine, type IndexedNode } from '../../../shared/query/indexed-node.js';
import { matchQuery } from '../../../shared/query/match.js';
import type { Term } from '../../../shared/query/query.js';
import { AlikeNodes } from './alike-nodes.js';
import { SlotSet } from './slot-set.js';

/** A tag with more values than this is looked for in the nodes' texts: a set for each would take much memory. */
const MOST_VALUES = 64;

/**
 * What a term for a tag begins with, whichever of the tag's names and values it has: what stands before the first `=`, as
 * a name may have one in it.
 */
const headOf = (tag: string): string => tag.replace(/=.*/s, '');

/** Which nodes have which values of a tag, as long as these are few. */
export class TagIndex {
  /** By the tag's name in lower case up to a `=` in it; null for a tag with too many values. */
  private readonly tags = new Map<string, AlikeNodes | null>();
  private readonly heads = new Map<string, string>();

  /** Takes in the tags of a node that has a slot. */
  public add(entry: IndexedNode): void {
    for (const [head, values] of this.valuesOf(entry)) {
      let nodes = this.tags.get(head);
      if (nodes === undefined) this.tags.set(head, (nodes = new AlikeNodes()));
      nodes?.add(values, entry);
      if (nodes !== null && nodes.size > MOST_VALUES) this.tags.set(head, null);
    }
  }

  /** Forgets a node's tags; the node still has its slot. */
  public remove(entry: IndexedNode): void {
    for (const [head, values] of this.valuesOf(entry)) this.tags.get(head)?.remove(values, entry);
  }

  /** The nodes that a term matches; null where it is turned round, is for no tag, or for one with too many values. */
  public slotsOf(term: Term): SlotSet | null {
    if (term.key !== 'tag' || term.tag === '' || term.isNot) return null;
    const nodes = this.tags.get(headOf(term.tag));
    return nodes === undefined ? new SlotSet() : (nodes?.slotsOf(matchQuery({ terms: [term] })) ?? null);
  }

  /** A node's tags by their heads; all of them together where several have the same one, as of `Env` and `env`. */
  private valuesOf({ node }: IndexedNode): Map<string, string> {
    const values = new Map<string, string>();
    for (const name in node.tags) {
      const head = this.headOf(name);
      const line = `${name}=${node.tags[name] ?? ''}`;
      const others = values.get(head);
      values.set(head, others === undefined ? line : `${others}\n${line}`);
    }
    return values;
  }

  private headOf(name: string): string {
    let head = this.heads.get(name);
    if (head === undefined) this.heads.set(name, (head = headOf(asInLine(name).toLowerCase())));
    return head;
  }
}
