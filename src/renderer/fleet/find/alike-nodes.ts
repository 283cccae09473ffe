import type { IndexedNode } from '../../../shared/query/indexed-node.js';
import type { Match } from '../../../shared/query/match.js';
import { SlotSet } from './slot-set.js';

/** The nodes with one value. */
interface Alike {
  /** One of them, or of those that were. */
  readonly one: IndexedNode;
  readonly slots: SlotSet;
}

/** Nodes by a value that few of them differ in: what looks at nothing else has to look at one node of each value. */
export class AlikeNodes {
  private readonly byValue = new Map<string, Alike>();

  /** How many values there are, or have been. */
  public get size(): number {
    return this.byValue.size;
  }

  /** Takes in a node that has a slot. */
  public add(value: string, entry: IndexedNode): void {
    let alike = this.byValue.get(value);
    if (alike === undefined) this.byValue.set(value, (alike = { one: entry, slots: new SlotSet() }));
    alike.slots.add(entry.slot);
  }

  /** Forgets a node; it still has its slot. */
  public remove(value: string, { slot }: IndexedNode): void {
    this.byValue.get(value)?.slots.delete(slot);
  }

  /** @param match tells all nodes with the same value alike */
  public slotsOf(match: Match): SlotSet {
    const slots = new SlotSet();
    for (const alike of this.byValue.values()) if (match(alike.one)) slots.unite(alike.slots);
    return slots;
  }
}
