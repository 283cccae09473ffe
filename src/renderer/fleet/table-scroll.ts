import { isGroup, type Line, type Rows } from './find/row-list.js';
import { linesAround, type LineRange } from '../ui/use-lines-in-sight.js';

/** What a table is to show, as far as it matters for where it is scrolled to. */
export interface Scrolled {
  readonly shown: Pick<Rows, 'lines' | 'look'>;
  /** The place of the line that the keyboard is at; -1 when it is at none. */
  readonly leadIndex: number;
  /** What that line is, wherever it is. */
  readonly leadKey: string | null;
}

/** The place of a line in other lines: that of the same node or of the header of the same group. */
function placeOf(line: Line, lines: readonly Line[]): number {
  const same = lines.indexOf(line);
  if (same !== -1) return same;
  return isGroup(line)
    ? lines.findIndex((other) => isGroup(other) && other.group === line.group)
    : lines.findIndex((other) => !isGroup(other) && other.id === line.id);
}

/**
 * Where a table is scrolled to, known without asking the page: a question to the page lays it out, and every letter of a
 * search would do that several times. So the rows that are to be in sight are known before anything is drawn.
 */
export class TableScroll {
  private top = 0;
  private height = 0;
  private last: Scrolled | null = null;
  /** The first line in sight when the table was last drawn. */
  private anchor: Line | undefined;
  private pointedAt: string | null = null;

  /** @param lineHeight that of each line and of the header above them (px) */
  public constructor(private readonly lineHeight: number) {}

  /** Takes where the page says it is; tells whether other lines have to be drawn for it. */
  public look({ scrollTop, clientHeight }: Pick<HTMLElement, 'scrollTop' | 'clientHeight'>): boolean {
    const before = this.range(this.top);
    this.top = scrollTop;
    this.height = clientHeight;
    this.anchor = this.last?.shown.lines[this.lineAt(scrollTop)];
    const now = this.range(this.top);
    return before.first !== now.first || before.end !== now.end;
  }

  /** Notes what is chosen by the mouse: it is in sight already, and must not move under a second click. */
  public point(leadKey: string | null): void {
    this.pointedAt = leadKey;
  }

  /**
   * Where to scroll for what is to be shown now (px).
   *
   * - Rows that were asked for in another way (search, sort, view) start at the top.
   * - When a refresh puts rows in or takes them out above, the first row in sight stays at its place. At the very top
   *   nothing is held, so that new first rows are seen.
   * - The line that the keyboard has gone to comes into sight, by as little as shows it whole; but not when it merely
   *   shifts with the others, or takes the place of one that is gone.
   */
  public topFor(next: Scrolled): number {
    const { last } = this;
    const isSameLook = last?.shown.look === next.shown.look;
    const isSameLead = last?.leadKey === next.leadKey;
    if (isSameLook && isSameLead && last.shown === next.shown) return this.top;
    let { top } = this;
    if (last !== null && !isSameLook) top = 0;
    else if (last !== null && last.shown !== next.shown) top = this.steady(next.shown.lines);
    if (this.height === 0) return top;
    const follows = !isSameLook || (!isSameLead && next.leadKey !== this.pointedAt && !this.lostLead(next));
    if (follows && next.leadIndex !== -1) return this.withLine(top, next.leadIndex);
    const most = (next.shown.lines.length + 1) * this.lineHeight - this.height;
    return Math.max(0, Math.min(top, most));
  }

  /** The lines to draw when it is scrolled so far (px): those in sight, and some beyond the edges. */
  public range(top: number): LineRange {
    return linesAround(top, this.height, this.lineHeight);
  }

  /** The lines in sight when it is scrolled so far (px), if only by a part of them. */
  public inSight(top: number): LineRange {
    return { first: this.lineAt(top), end: Math.ceil((top + this.height) / this.lineHeight) - 1 };
  }

  /** Scrolls the page to where it was drawn for. */
  public settle(element: Pick<HTMLElement, 'scrollTop'>, drawn: Scrolled, top: number): void {
    if (top !== this.top) element.scrollTop = top;
    this.top = top;
    // Before its height is known, nothing was in sight yet.
    if (this.height > 0) this.last = drawn;
    this.anchor = drawn.shown.lines[this.lineAt(top)];
  }

  /** Whether a refresh has taken the keyboard's line away. It goes on from another one then, but nobody went there. */
  private lostLead({ shown }: Scrolled): boolean {
    const leadKey = this.last?.leadKey ?? null;
    if (leadKey === null || this.last?.shown === shown) return false;
    return !shown.lines.some((line) => !isGroup(line) && line.id === leadKey);
  }

  private lineAt(top: number): number {
    return Math.floor(top / this.lineHeight);
  }

  private steady(lines: readonly Line[]): number {
    if (this.top === 0 || this.anchor === undefined) return this.top;
    const index = this.lineAt(this.top);
    const moved = lines[index] === this.anchor ? index : placeOf(this.anchor, lines);
    return moved === -1 ? this.top : this.top + (moved - index) * this.lineHeight;
  }

  /** The header sticks to the top of the same box. */
  private withLine(top: number, index: number): number {
    const highest = index * this.lineHeight;
    const lowest = highest + 2 * this.lineHeight - this.height;
    if (top > highest) return highest;
    return Math.max(top, lowest);
  }
}
