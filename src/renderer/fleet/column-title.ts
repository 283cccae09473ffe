import type { TFunction } from 'i18next';
import { tagOfColumn, type Column, type FixedColumn } from './find/columns.js';

/** What a column is called: a tag's is called as the tag. */
export const columnTitle = (t: TFunction, column: Column): string =>
  tagOfColumn(column) ?? t(`fleet.columns.${column as FixedColumn}`);
