import { LINE, type IndexedNode } from '../../../shared/query/indexed-node.js';

/**
 * Finds the row that a search most likely means: of that very name or id, else of a name that begins so, else the first.
 * It may be asked again as more rows are found: it looks at the new ones only.
 */
export class Likeliest {
  private readonly wanted: string;
  /** The name is the first line of a node's text, there in lower case already. */
  private readonly line: string;
  private readonly isId: boolean;
  private looked = 0;
  private sameName: IndexedNode | undefined;
  private sameId: IndexedNode | undefined;
  private beginning: IndexedNode | undefined;

  public constructor(query: string) {
    this.wanted = query.trim().toLowerCase();
    this.line = `${LINE.other}${this.wanted}`;
    this.isId = /^m?i-/.test(this.wanted);
  }

  /** @param rows those of before, and others after them */
  public of(rows: readonly IndexedNode[]): IndexedNode | undefined {
    const { wanted, line, isId } = this;
    const initial = wanted.charCodeAt(0);
    for (; wanted !== '' && this.looked < rows.length && this.sameName === undefined; this.looked++) {
      const entry = rows[this.looked];
      if (isId && entry?.id === wanted) this.sameId ??= entry;
      // Most are told by their first letter, which is much quicker than comparing all of them.
      if (entry?.initial !== initial || !entry.text.startsWith(line)) continue;
      if (entry.text.charAt(line.length) === '\n') this.sameName = entry;
      this.beginning ??= entry;
    }
    return this.sameName ?? this.sameId ?? this.beginning ?? rows[0];
  }
}

/** The row that a search most likely means. */
export const likeliest = (rows: readonly IndexedNode[], query: string): IndexedNode | undefined =>
  new Likeliest(query).of(rows);
