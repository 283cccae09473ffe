import type { IndexedNode } from '../../../shared/query/indexed-node.js';

/** A tag with more values than this has one for nearly every node: nobody chooses from such a list. */
const MOST_VALUES = 1000;

/** How often each value occurs, and how many nodes have any. */
export interface TagWords {
  readonly values: ReadonlyMap<string, number>;
  readonly nodes: number;
  /** Whether there are too many values to be listed. */
  readonly isEndless: boolean;
}

interface Counted {
  readonly values: Map<string, number>;
  nodes: number;
  isEndless: boolean;
}

function count(counts: Map<string, number>, word: string, step: 1 | -1): void {
  const next = (counts.get(word) ?? 0) + step;
  if (next === 0) counts.delete(word);
  else counts.set(word, next);
}

/** The words that a fleet's tags, types, zones and the like are made of, kept as nodes come and go. */
export class Vocabulary {
  private readonly byTag = new Map<string, Counted>();
  private readonly byField = {
    platform: new Map<string, number>(),
    type: new Map<string, number>(),
    zone: new Map<string, number>(),
    state: new Map<string, number>(),
    reach: new Map<string, number>(),
    /** By the source's id. */
    source: new Map<string, number>(),
  };

  /** Tags by their names. */
  public get tags(): ReadonlyMap<string, TagWords> {
    return this.byTag;
  }

  /** How often each value of a field occurs. */
  public words(field: keyof typeof this.byField): ReadonlyMap<string, number> {
    return this.byField[field];
  }

  public add(entry: IndexedNode): void {
    this.take(entry, 1);
  }

  public remove(entry: IndexedNode): void {
    this.take(entry, -1);
  }

  private take({ node, platform, reach }: IndexedNode, step: 1 | -1): void {
    count(this.byField.state, node.state ?? 'hybrid', step);
    count(this.byField.reach, reach, step);
    count(this.byField.source, node.sourceId, step);
    if (platform !== '') count(this.byField.platform, platform, step);
    if (node.instanceType !== null) count(this.byField.type, node.instanceType, step);
    if (node.zone !== null) count(this.byField.zone, node.zone, step);
    for (const tag in node.tags) this.takeTag(tag, node.tags[tag] ?? '', step);
  }

  private takeTag(tag: string, value: string, step: 1 | -1): void {
    let words = this.byTag.get(tag);
    if (words === undefined) {
      words = { values: new Map(), nodes: 0, isEndless: false };
      this.byTag.set(tag, words);
    }
    words.nodes += step;
    if (!words.isEndless) count(words.values, value, step);
    if (words.values.size > MOST_VALUES) {
      words.isEndless = true;
      words.values.clear();
    }
    if (words.nodes === 0) this.byTag.delete(tag);
  }
}
