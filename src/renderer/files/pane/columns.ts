import type { FilesPreferences } from '../../../shared/contract/index.js';
import { prefer, useFilesPreferences } from '../preferences-store.js';
import type { FileColumn } from './listing.js';

type ColumnsLook = FilesPreferences['columns'];

/** A column beside the names. */
export type SideColumn = Exclude<FileColumn, 'name'>;

/** As wide as what is usual in them. Where there is no room for all, the last ones give way. */
const usualWidths: Readonly<Record<SideColumn, number>> = { size: 76, modified: 112, mode: 92, owner: 88 };
export const sideColumns = Object.keys(usualWidths) as readonly SideColumn[];

/** No column is narrower, in CSS pixels. */
export const LEAST_COLUMN_PX = 48;
const MOST_COLUMN_PX = 1_000;
/** What names have at least; less tells nothing of most of them. */
const LEAST_NAME_PX = 140;
/** What each row has left and right of its cells; files.css has the same. */
const ROW_PADDING_PX = 12;

export interface ColumnLayout {
  readonly columns: readonly SideColumn[];
  /** For `grid-template-columns`. */
  readonly tracks: string;
  /** How wide a row is at least (px). */
  readonly leastPx: number;
}

const widthIn = ({ widths }: ColumnsLook, column: SideColumn): number =>
  widths[column] ?? usualWidths[column];

/** The columns of a pane so wide (px): those that were chosen, else as many as leave room for names. */
export function columnLayout(look: ColumnsLook, paneWidth: number): ColumnLayout {
  const least = (columns: readonly SideColumn[]) =>
    columns.reduce((sum, column) => sum + widthIn(look, column), LEAST_NAME_PX + ROW_PADDING_PX);
  const fitting = sideColumns.filter((_, index) => least(sideColumns.slice(0, index + 1)) <= paneWidth);
  const columns = look.shown ?? fitting;
  const tracks = columns.map((column) => `${widthIn(look, column)}px`);
  return {
    columns,
    tracks: [`minmax(${LEAST_NAME_PX}px, 1fr)`, ...tracks].join(' '),
    leastPx: least(columns),
  };
}

const look = (): ColumnsLook => useFilesPreferences.getState().columns;

export const columnWidth = (column: SideColumn): number => widthIn(look(), column);

/** Makes a column so wide (px); null for as wide as is usual. */
export function resizeColumn(column: SideColumn, px: number | null): void {
  const { [column]: _, ...others } = look().widths;
  const width = px === null ? null : Math.round(Math.max(LEAST_COLUMN_PX, Math.min(MOST_COLUMN_PX, px)));
  prefer('columns', { widths: width === null ? others : { ...others, [column]: width } });
}

/** Shows a column, after those that come before it by nature, or takes it away. */
export function toggleColumn(shown: readonly SideColumn[], column: SideColumn): void {
  if (shown.includes(column)) prefer('columns', { shown: shown.filter((other) => other !== column) });
  else {
    const before = sideColumns.slice(0, sideColumns.indexOf(column));
    const at = 1 + shown.findLastIndex((other) => before.includes(other));
    prefer('columns', { shown: shown.toSpliced(at, 0, column) });
  }
}

/** Puts a column of those shown before or after its neighbour. */
export function moveColumn(shown: readonly SideColumn[], column: SideColumn, step: number): void {
  placeColumn(shown, column, shown.indexOf(column) + step);
}

/** Puts a column of those shown where so many others are left of it. */
export function placeColumn(shown: readonly SideColumn[], column: SideColumn, place: number): void {
  if (place < 0 || place >= shown.length || shown[place] === column) return;
  const others = shown.filter((other) => other !== column);
  prefer('columns', { shown: others.toSpliced(place, 0, column) });
}

/** As many columns as there is room for, in their own order and widths. */
export const resetColumns = (): void => prefer('columns', { shown: null, widths: {} });
