import type { IndexedNode } from '../../../shared/query/indexed-node.js';
import { sourceName } from '../../../shared/query/source-names.js';

/** The columns that every fleet has, in the order in which they are offered. */
export const fixedColumns = [
  'name',
  'id',
  'reach',
  'state',
  'platform',
  'type',
  'privateIp',
  'publicIp',
  'zone',
  'source',
  'image',
  'keyPair',
  'role',
  'agent',
  'launched',
  'computer',
] as const;
export type FixedColumn = (typeof fixedColumns)[number];

/** A column of the table: one that every fleet has, or a tag's, by its name. */
export type Column = FixedColumn | `tag:${string}`;

/** A column as the table has it: so many pixels wide, or as wide as there is room where nobody has said. */
export interface ColumnLook {
  readonly column: Column;
  readonly width: number | null;
}

/** The columns of a table that nobody has changed. The name comes first always: it says what a row is. */
export const defaultColumns: readonly Column[] = [
  'name',
  'id',
  'reach',
  'platform',
  'type',
  'privateIp',
  'zone',
];

/** Whether a text, as from the settings, names a column. */
export const isColumn = (id: string): id is Column =>
  (fixedColumns as readonly string[]).includes(id) || (id.startsWith('tag:') && id.length > 4);

/** The name of a tag column's tag; null for the other columns. */
export const tagOfColumn = (column: Column): string | null =>
  column.startsWith('tag:') ? column.slice(4) : null;

/** What rows can sensibly be grouped by: each has few values for many nodes. */
export const groupingColumns: readonly Column[] = [
  'source',
  'state',
  'reach',
  'platform',
  'type',
  'zone',
  'keyPair',
  'role',
];

/** Whether grouping by a column makes groups worth looking at; a tag may. */
export const canGroupBy = (column: Column): boolean =>
  groupingColumns.includes(column) || tagOfColumn(column) !== null;

/** How wide a column is where nobody has said otherwise: at least so many pixels, and its share of what is left. */
export interface ColumnSpace {
  readonly px: number;
  readonly share: number;
}

// Those of the default columns have room beside both panes in a window of 1280 pixels.
const spaces: Partial<Record<FixedColumn, ColumnSpace>> = {
  name: { px: 134, share: 1.5 },
  id: { px: 156, share: 0 },
  reach: { px: 101, share: 1.4 },
  state: { px: 84, share: 0 },
  platform: { px: 109, share: 0.7 },
  type: { px: 90, share: 0 },
  privateIp: { px: 98, share: 0 },
  publicIp: { px: 118, share: 0 },
  zone: { px: 104, share: 0 },
  source: { px: 150, share: 0.4 },
  image: { px: 168, share: 0 },
  agent: { px: 88, share: 0 },
  launched: { px: 128, share: 0 },
};

/** How wide a column is at least, and its share of what is left. */
export const columnSpace = (column: Column): ColumnSpace =>
  spaces[column as FixedColumn] ?? { px: 120, share: 0.4 };

/** The narrowest that a column can be made, in pixels: its first letters and the arrow still show. */
export const MIN_COLUMN_PX = 48;

/** What a column shows of a node, as it is sorted, grouped, searched and copied; empty where nothing is known. */
export function columnText({ node, platform, id, reach }: IndexedNode, column: Column): string {
  switch (column) {
    case 'name':
      return node.name;
    case 'id':
      return id;
    case 'reach':
      return reach;
    case 'state':
      return node.state ?? 'hybrid';
    case 'platform':
      return platform;
    case 'type':
      return node.instanceType ?? '';
    case 'privateIp':
      return node.privateIp ?? '';
    case 'publicIp':
      return node.publicIp ?? '';
    case 'zone':
      return node.zone ?? '';
    case 'source':
      return sourceName(node.sourceId);
    case 'image':
      return node.imageId ?? '';
    case 'keyPair':
      return node.keyPair ?? '';
    case 'role':
      return node.role ?? '';
    case 'agent':
      return node.agentVersion ?? '';
    case 'launched':
      return node.launchedAt === null ? '' : new Date(node.launchedAt).toISOString();
    case 'computer':
      return node.computerName ?? '';
    default:
      return node.tags[column.slice(4)] ?? '';
  }
}
