import type { LineRange } from '../../ui/use-lines-in-sight.js';
import { isGroup, type Line } from '../find/row-list.js';
import { GroupRow } from './group-row.js';
import { HitMarks } from './hit-marks.js';
import { NodeRow } from './node-row.js';
import type { RowIcons, RowsLook } from './row-look.js';

/** The elements for a place in sight: it is now a node's, now the header's of a group. */
interface Place {
  /** Stays in the page without a line, too: a row that comes into it takes longer than one that changes. */
  node?: NodeRow;
  group?: GroupRow;
}

/**
 * So long (ms) after other lines have come those beyond the edges are drawn: who types on does not wait for them. Whoever
 * scrolls sooner gets them at once.
 */
const BEYOND_MS = 100;

/** Which lines are drawn. */
interface DrawnLines {
  /** Those in sight, and some beyond the edges. */
  readonly range: LineRange;
  readonly inSight: LineRange;
}

const isIn = ({ first, end }: LineRange, index: number): boolean => index >= first && index < end;

/**
 * Draws the rows in sight. Every letter of a search changes nearly all of them, and has to within a frame: so there are
 * as many elements as rows have room, used for one line after another, and nothing is written that is there already.
 */
export class TableRows {
  private readonly marks = new HitMarks();
  private columns: RowsLook['columns'] = [];
  private lines: readonly Line[] = [];
  private range: LineRange = { first: 0, end: 0 };
  /** Never fewer than before: a line keeps its place while the table is scrolled. */
  private readonly places: Place[] = [];
  /** That of the line that the keyboard is at, while it is out of sight. */
  private lead: Place = {};
  private beyond: ReturnType<typeof setTimeout> | undefined;

  public constructor(
    private readonly body: HTMLElement,
    private readonly icons: RowIcons,
    private readonly rowHeight: number,
  ) {}

  /** Draws lines. Where they are others than before, those beyond the edges come a moment later. */
  public draw(lines: readonly Line[], { range, inSight }: DrawnLines, look: RowsLook): void {
    const isBeyondLate =
      lines !== this.lines || (this.beyond !== undefined && range.first === this.range.first);
    clearTimeout(this.beyond);
    this.beyond = undefined;
    if (!sameColumns(look.columns, this.columns)) this.empty();
    this.columns = look.columns;
    this.marks.clear();
    while (this.places.length < range.end - range.first) this.places.push({});
    const now = isBeyondLate ? inSight : range;
    this.lines = lines;
    this.range = range;
    const { leadIndex } = look;
    const isNow = (index: number) => isIn(now, index) || index === leadIndex;
    this.forEachPlace(range, (place, index) =>
      this.drawLine(place, isNow(index) ? lines[index] : undefined, index, look),
    );
    // It stays in the page when it is scrolled away, or aria-activedescendant would point at nothing.
    this.drawLine(this.lead, isIn(range, leadIndex) ? undefined : lines[leadIndex], leadIndex, look);
    if (!isBeyondLate) return;
    this.beyond = setTimeout(() => {
      this.beyond = undefined;
      this.forEachPlace(range, (place, index) => {
        if (isIn(range, index) && !isNow(index)) this.drawLine(place, lines[index], index, look);
      });
    }, BEYOND_MS);
  }

  public dispose(): void {
    clearTimeout(this.beyond);
    this.empty();
    this.marks.dispose();
  }

  /** The places, each with the line that it is for; one that no line of the range needs is for one past its end. */
  private forEachPlace({ first }: LineRange, take: (place: Place, index: number) => void): void {
    const { length } = this.places;
    for (let index = first; index < first + length; index++) {
      const place = this.places[index % length];
      if (place !== undefined) take(place, index);
    }
  }

  private drawLine(place: Place, line: Line | undefined, index: number, look: RowsLook): void {
    const at = { index, top: index * this.rowHeight };
    if (line !== undefined && isGroup(line)) {
      place.node?.rest();
      place.group ??= new GroupRow(this.icons);
      place.group.draw(line, at, look);
      if (!place.group.element.isConnected) this.body.append(place.group.element);
      return;
    }
    place.group?.element.remove();
    if (line === undefined) {
      place.node?.rest();
      return;
    }
    if (place.node === undefined) {
      place.node = new NodeRow(look.columns, this.icons);
      this.body.append(place.node.element);
    }
    place.node.draw(line, at, look);
    place.node.mark(line, look, this.marks);
  }

  private empty(): void {
    for (const place of [...this.places.splice(0), this.lead]) remove(place);
    this.lead = {};
  }
}

function remove({ node, group }: Place): void {
  node?.element.remove();
  group?.element.remove();
}

const sameColumns = (a: RowsLook['columns'], b: RowsLook['columns']): boolean =>
  a.length === b.length && a.every(({ column }, index) => column === b[index]?.column);
