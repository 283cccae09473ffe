import { hits } from '../find/highlight.js';

/** The name of the marks in fleet.css. */
const NAME = 'fleet-hits';

/**
 * What a search has found in the rows in sight, marked by the browser (CSS Custom Highlight API): elements around each
 * hit would be most of what a letter has to lay out.
 */
export class HitMarks {
  private readonly highlight = new Highlight();

  public constructor() {
    CSS.highlights.set(NAME, this.highlight);
  }

  public clear(): void {
    if (this.highlight.size > 0) this.highlight.clear();
  }

  /** @param words in lower case */
  public add(node: Text, words: readonly string[]): void {
    for (const [start, end] of hits(node.data, words)) {
      // One that does not follow changes of the text: rows are marked anew with each.
      const range = { startContainer: node, startOffset: start, endContainer: node, endOffset: end };
      this.highlight.add(new StaticRange(range));
    }
  }

  public dispose(): void {
    CSS.highlights.delete(NAME);
  }
}
