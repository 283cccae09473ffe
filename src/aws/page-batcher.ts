import type { FleetSource } from '../shared/contract/index.js';
import type { ManagedNode } from '../shared/node.js';

/** What is known after some pages: nodes that are new or changed, ids that are gone, and the sources' states. */
export interface FleetBatch {
  readonly nodes: ManagedNode[];
  readonly removed: string[];
  /** Null when no source's state has changed. */
  readonly sources: FleetSource[] | null;
}

/**
 * Pages come faster than anyone reads; a few batches a second keep page and main free for other things. What both
 * listings say of a node within that time travels once.
 */
const BATCH_EVERY_MS = 200;

/**
 * Gathers pages and states of the listing into batches. The first nodes go out at once; of the rest, what comes after a
 * pause does not wait either.
 */
export class PageBatcher {
  private nodes = new Map<string, ManagedNode>();
  private removed = new Set<string>();
  private source: FleetSource[] | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private nextAt = -Infinity;
  private hasSentNodes = false;

  /** @param send takes a batch on to the page */
  public constructor(private readonly send: (batch: FleetBatch) => void) {}

  /** Takes nodes that are new or have changed, and ids that are gone. */
  public page(nodes: readonly ManagedNode[], removed: readonly string[]): void {
    for (const id of removed) {
      this.nodes.delete(id);
      this.removed.add(id);
    }
    for (const node of nodes) {
      // A node that comes back after its removal was announced must stay.
      this.removed.delete(node.id);
      this.nodes.set(node.id, node);
    }
    if (this.hasSentNodes || nodes.length === 0) {
      this.schedule();
      return;
    }
    // The first rows wait for no timer: it would come after the answers of other sources, each of which takes its time.
    this.hasSentNodes = true;
    this.flush();
  }

  /** Takes the states of all sources. */
  public sources(sources: FleetSource[]): void {
    this.source = sources;
    this.schedule();
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => this.flush(), Math.max(0, this.nextAt - performance.now()));
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.nextAt = performance.now() + BATCH_EVERY_MS;
    const batch = { nodes: [...this.nodes.values()], removed: [...this.removed], sources: this.source };
    this.nodes = new Map();
    this.removed = new Set();
    this.source = null;
    this.send(batch);
  }
}
