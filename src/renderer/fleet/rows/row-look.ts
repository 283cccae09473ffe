import type { PowerProgress } from '../../../shared/contract/index.js';
import type { InstanceState } from '../../../shared/node.js';
import type { ColumnLook } from '../find/columns.js';

/** What all rows say alike, looked up once for all of them. */
export interface RowWords {
  readonly unnamed: string;
  readonly hybrid: string;
  /** Of a node that can be connected to, as most can. */
  readonly ready: string;
  readonly states: Readonly<Record<InstanceState, string>>;
  readonly isConnected: string;
  readonly isFavourite: string;
  readonly addFavourite: string;
  readonly removeFavourite: string;
}

/** How the lines of the table are shown: all that a row needs beside its node. */
export interface RowsLook {
  readonly columns: readonly ColumnLook[];
  /** What the search found, in lower case, for each of the columns. */
  readonly marked: readonly (readonly string[])[];
  readonly words: RowWords;
  /** What the headers of groups say; null where rows are not grouped. */
  readonly group: { readonly title: string; readonly titleOf: (group: string) => string } | null;
  readonly selectedIds: ReadonlySet<string>;
  readonly connectedIds: ReadonlySet<string>;
  readonly favourites: ReadonlySet<string>;
  /** How far instances are that are started, stopped or rebooted. */
  readonly progress: ReadonlyMap<string, PowerProgress>;
  /** The place of the line that the keyboard is at; -1 when it is at none. */
  readonly leadIndex: number;
  /** Unix milliseconds */
  readonly now: number;
}

/** Where a row is. */
export interface RowPlace {
  /** Among all lines. */
  readonly index: number;
  /** From the top of the rows (px). */
  readonly top: number;
}

/** Drawings that rows take copies of. */
export interface RowIcons {
  readonly star: Element;
  readonly arrow: Element;
}
