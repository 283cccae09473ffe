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
 * Draws the rows in sight. Every letter of a search changes nearly all of them, and has to within a frame: so there are
 * as many elements as rows have room, used for one line after another, and nothing is written that is there already.
 */
export class TableRows {
  private readonly marks = new HitMarks();
  private columns: RowsLook['columns'] = [];
  private places: Place[] = [];
  /** That of the line that the keyboard is at, while it is out of sight. */
  private lead: Place = {};

  public constructor(
    private readonly body: HTMLElement,
    private readonly icons: RowIcons,
    private readonly rowHeight: number,
  ) {}

  /** @param range of the lines in sight */
  public draw(lines: readonly Line[], range: LineRange, look: RowsLook): void {
    if (!sameColumns(look.columns, this.columns)) this.empty();
    this.columns = look.columns;
    this.marks.clear();
    const count = Math.max(0, range.end - range.first);
    for (const place of this.places.splice(count)) remove(place);
    for (let index = range.first; index < range.end; index++) {
      const place = (this.places[index % count] ??= {});
      this.drawLine(place, lines[index], index, look);
    }
    // It stays in the page when it is scrolled away, or aria-activedescendant would point at nothing.
    const { leadIndex } = look;
    const isInSight = leadIndex >= range.first && leadIndex < range.end;
    this.drawLine(this.lead, isInSight ? undefined : lines[leadIndex], leadIndex, look);
  }

  public dispose(): void {
    this.empty();
    this.marks.dispose();
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
    for (const place of [...this.places, this.lead]) remove(place);
    this.places = [];
    this.lead = {};
  }
}

function remove({ node, group }: Place): void {
  node?.element.remove();
  group?.element.remove();
}

const sameColumns = (a: RowsLook['columns'], b: RowsLook['columns']): boolean =>
  a.length === b.length && a.every(({ column }, index) => column === b[index]?.column);
