import { beforeEach, describe, expect, it } from 'vitest';
import { makeNode } from '../../../test/support/nodes.js';
import { defaultColumns } from './find/columns.js';
import {
  emptyFleet,
  mergePage,
  moveColumn,
  placeColumn,
  resetColumns,
  resizeColumn,
  toggleColumn,
  useFleet,
} from './store.js';

const columns = () => useFleet.getState().columns.map(({ column }) => column);

beforeEach(() => {
  emptyFleet();
  mergePage({ nodes: [makeNode({ id: 'i-1' })], removed: [] });
});

describe('the columns', () => {
  it('change places, but the name stays first', () => {
    moveColumn('reach', -1);
    expect(columns().slice(0, 3)).toEqual(['name', 'reach', 'id']);
    moveColumn('reach', -1);
    expect(columns().slice(0, 3)).toEqual(['name', 'reach', 'id']);
    moveColumn('name', 1);
    expect(columns()[0]).toBe('name');
    placeColumn('id', 99);
    expect(columns().at(-1)).toBe('id');
    placeColumn('id', 0);
    expect(columns()[1]).toBe('id');
    expect(new Set(columns())).toEqual(new Set(defaultColumns));
  });

  it('that are put where they are, stay the same ones', () => {
    const { columns: before } = useFleet.getState();
    placeColumn('id', 0);
    expect(useFleet.getState().columns).toBe(before);
  });

  it('of a new table come back, with their widths', () => {
    toggleColumn('zone');
    resizeColumn('id', 300);
    moveColumn('type', -1);
    resetColumns();
    expect(useFleet.getState().columns).toEqual(defaultColumns.map((column) => ({ column, width: null })));
  });
});
