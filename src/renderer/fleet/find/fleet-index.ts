import { mayBeReachable, type ManagedNode } from '../../../shared/node.js';
import { indexNode, type IndexedNode } from '../../../shared/query/indexed-node.js';
import { RowList } from './row-list.js';
import { SearchIndex } from './search-index.js';
import { Vocabulary } from './vocabulary.js';

/** Texts that are worked out between two looks at the time. */
const PREPARED_AT_ONCE = 50;

/** Nodes that are new or have changed, and the ids of those that are gone. */
export interface FleetPage {
  readonly nodes: readonly ManagedNode[];
  readonly removed: readonly string[];
}

/**
 * The nodes by id, with what finds them. It changes in place: with a hundred thousand nodes, a copy for each page would
 * cost more than the page.
 */
export class FleetIndex {
  private readonly search = new SearchIndex();
  public readonly list = new RowList(this.search);
  public readonly vocabulary = new Vocabulary();
  private readonly entries = new Map<string, IndexedNode>();
  private readyCount = 0;
  private notReachableCount = 0;
  /** Those whose searched text is not worked out yet, nor in the index. */
  private unread: IndexedNode[] = [];

  public get nodes(): ReadonlyMap<string, IndexedNode> {
    return this.entries;
  }

  /** How many nodes can be connected to. */
  public get ready(): number {
    return this.readyCount;
  }

  /** How many are known not to be reachable; those that SSM has not spoken of yet are not among them. */
  public get notReachable(): number {
    return this.notReachableCount;
  }

  /** Merges a page. All nodes that it does not name keep their entries. */
  public merge({ nodes, removed }: FleetPage): void {
    const before = this.entries.size;
    for (const id of removed) this.remove(id);
    const added = new Map<string, IndexedNode>();
    for (const node of nodes) {
      const before = this.entries.get(node.id);
      const entry = indexNode(node, before);
      if (before !== undefined && entry.slot === -1) this.search.remove(before);
      else if (before !== undefined) this.search.change(before, entry);
      this.drop(node.id);
      this.entries.set(node.id, entry);
      this.vocabulary.add(entry);
      this.count(entry, 1);
      added.set(node.id, entry);
      if (entry.slot === -1) this.unread.push(entry);
    }
    this.list.apply([...added.values()], this.entries.size !== before + added.size);
  }

  /**
   * Works out texts that a search will look in, so that its first letter need not wait for them. Not while a search goes
   * on: it has asked the index already.
   *
   * @param hasTime whether there is time for some more
   * @returns whether all are worked out
   */
  public prepare(hasTime: () => boolean): boolean {
    while (this.list.isWhole && this.unread.length > 0 && hasTime())
      for (const entry of this.unread.splice(-PREPARED_AT_ONCE)) if (!entry.isGone) this.search.add(entry);
    return this.unread.length === 0;
  }

  private remove(id: string): void {
    const entry = this.entries.get(id);
    if (entry !== undefined) this.search.remove(entry);
    this.drop(id);
  }

  private drop(id: string): void {
    const entry = this.entries.get(id);
    if (entry === undefined) return;
    entry.isGone = true;
    this.entries.delete(id);
    this.vocabulary.remove(entry);
    this.count(entry, -1);
  }

  private count({ reach }: IndexedNode, by: number): void {
    if (reach === 'ready') this.readyCount += by;
    else if (!mayBeReachable(reach)) this.notReachableCount += by;
  }
}
