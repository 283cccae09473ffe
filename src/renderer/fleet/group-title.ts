import type { TFunction } from 'i18next';
import { instanceStates, type Reach } from '../../shared/node.js';
import { tagOfColumn, type Column } from './find/columns.js';
import { isReach } from '../../shared/query/match.js';

const isState = (value: string): value is (typeof instanceStates)[number] =>
  (instanceStates as readonly string[]).includes(value);

/** A reach in as few words as a heading has room for. */
const reachTitle = (t: TFunction, reach: Reach): string => t(`reachShort.${reach}`);

/** A column's value as a heading: in words where the value is a code, and "none" where there is no value. */
export function groupTitle(t: TFunction, column: Column, value: string): string {
  if (column === 'reach' && isReach(value)) return reachTitle(t, value);
  if (column === 'state') return isState(value) ? t(`states.${value}`) : t('fleet.table.hybrid');
  if (value !== '') return value;
  return tagOfColumn(column) === null ? t('common.none') : t('fleet.groups.noTag');
}
