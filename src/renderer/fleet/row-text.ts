import type { IndexedNode } from '../../shared/query/indexed-node.js';
import { columnText, type Column } from './find/columns.js';

export type RowFormat = 'csv' | 'json';

/** A spreadsheet takes what begins so for a formula, and names and tags are written by anybody (OWASP, “CSV Injection”). */
const FORMULA = /^[=+\-@\t\r]/;

function csvField(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows as a text to take elsewhere: CSV (RFC 4180) has the columns given, JSON all that is known of each node. */
export function rowsAs(
  format: RowFormat,
  entries: readonly IndexedNode[],
  columns: readonly Column[],
): string {
  if (format === 'json')
    return `${JSON.stringify(
      entries.map(({ node }) => node),
      null,
      2,
    )}\n`;
  const lines = [columns, ...entries.map((entry) => columns.map((column) => columnText(entry, column)))];
  return lines.map((fields) => `${fields.map(csvField).join(',')}\r\n`).join('');
}
