import type { IndexedNode } from '../../../shared/query/indexed-node.js';
import { isOver } from '../../power/power-store.js';
import { stepWords } from '../../power/step-words.js';
import { formatAgo } from '../../ui/format.js';
import { columnText, type Column, type ColumnLook } from '../find/columns.js';
import { reachWords } from '../reach.js';
import type { HitMarks } from './hit-marks.js';
import { NameCell } from './name-cell.js';
import type { RowIcons, RowPlace, RowsLook, RowWords } from './row-look.js';
import { element, WrittenAttributes, WrittenText } from './written.js';

/** The id of a node's row element, for aria-activedescendant. */
export const rowElementId = (nodeId: string): string => `fleet-row-${nodeId}`;

// Above the table, where nobody can scroll to. What is merely hidden has the style of all within it worked out anew.
const OUT_OF_SIGHT = 'transform: translateY(-9999px)';

interface Cell {
  readonly column: Column;
  readonly text: WrittenText;
  readonly draw: (entry: IndexedNode, look: RowsLook) => void;
}

/** The element of a row, for one node after another. */
export class NodeRow {
  public readonly element = element({ role: 'row' });
  private readonly attributes = new WrittenAttributes<
    | 'id'
    | 'class'
    | 'style'
    | 'aria-hidden'
    | 'aria-rowindex'
    | 'aria-selected'
    | 'aria-level'
    | 'data-node-id'
    | 'data-reach'
  >(this.element);
  private readonly cells: readonly Cell[];

  public constructor(columns: readonly ColumnLook[], icons: RowIcons) {
    this.cells = columns.map(({ column }) => this.cell(column, icons));
  }

  public draw(entry: IndexedNode, { index, top }: RowPlace, look: RowsLook): void {
    const { attributes } = this;
    const { id, reach } = entry;
    attributes.write('aria-hidden', null);
    attributes.write('id', rowElementId(id));
    attributes.write('class', `fleet-row fleet-cells${index === look.leadIndex ? ' is-lead' : ''}`);
    attributes.write('style', `transform: translateY(${top}px)`);
    attributes.write('aria-rowindex', String(index + 2));
    attributes.write('aria-selected', String(look.selectedIds.has(id)));
    attributes.write('aria-level', look.group === null ? null : '2');
    attributes.write('data-node-id', id);
    attributes.write('data-reach', reach);
    for (const cell of this.cells) cell.draw(entry, look);
  }

  /** Takes it out of sight until there is a line for it again: to take it out of the page would cost much more. */
  public rest(): void {
    this.attributes.write('aria-hidden', 'true');
    this.attributes.write('style', OUT_OF_SIGHT);
    for (const name of ['id', 'aria-rowindex', 'aria-selected', 'data-node-id'] as const)
      this.attributes.write(name, null);
  }

  /** Marks what the search found in the node that is drawn. */
  public mark({ node }: IndexedNode, { marked }: RowsLook, marks: HitMarks): void {
    this.cells.forEach(({ column, text }, place) => {
      const words = marked[place];
      if (words === undefined || words.length === 0) return;
      // What stands for a name that is missing is not what was looked for.
      if (column !== 'name' || node.name !== '') marks.add(text.node, words);
    });
  }

  private cell(column: Column, icons: RowIcons): Cell {
    if (column === 'name') {
      const cell = new NameCell(icons);
      this.element.append(cell.element);
      return { column, text: cell.text, draw: cell.draw.bind(cell) };
    }
    const text = new WrittenText();
    const look = new WrittenAttributes<'class'>(
      element({ role: 'gridcell', 'data-column': column }, [text.node]),
    );
    this.element.append(look.element);
    if (column === 'reach') return { column, text, draw: (...of) => drawReach(text, look, ...of) };
    look.write('class', mono.has(column) ? 'fleet-cell mono' : 'fleet-cell');
    return { column, text, draw: (entry, { words, now }) => text.write(cellText(entry, column, words, now)) };
  }
}

/** Columns whose texts are told apart letter by letter. */
const mono = new Set<Column>(['id', 'privateIp', 'publicIp', 'image']);

/** Says why a node cannot be reached in up to two lines; “Ready” is in one, which takes half the time to lay out. */
function drawReach(
  text: WrittenText,
  look: WrittenAttributes<'class'>,
  { node, id, reach }: IndexedNode,
  { progress, words, now }: RowsLook,
): void {
  const onItsWay = progress.get(id);
  if (onItsWay !== undefined && !isOver(onItsWay)) {
    look.write('class', 'fleet-cell fleet-reach');
    text.write(stepWords(onItsWay));
    return;
  }
  look.write('class', reach === 'ready' ? 'fleet-cell fleet-note' : 'fleet-cell fleet-reach');
  text.write(reach === 'ready' ? words.ready : reachWords(node, reach, now));
}

function cellText(entry: IndexedNode, column: Column, words: RowWords, now: number): string {
  const { node } = entry;
  if (column === 'type' && node.kind === 'hybrid') return words.hybrid;
  if (column === 'state') return node.state === null ? words.hybrid : words.states[node.state];
  if (column === 'launched') return node.launchedAt === null ? '' : formatAgo(node.launchedAt, now);
  return columnText(entry, column);
}
