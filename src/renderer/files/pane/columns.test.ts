import { describe, expect, it } from 'vitest';
import type { FilesPreferences } from '../../../shared/contract/index.js';
import { columnLayout } from './columns.js';

describe('columnLayout', () => {
  const look: FilesPreferences['columns'] = { shown: null, widths: {} };

  it.each([
    [200, []],
    [300, ['size']],
    [400, ['size', 'modified']],
    [440, ['size', 'modified', 'mode']],
    [600, ['size', 'modified', 'mode', 'owner']],
  ])('leaves names their room in a pane of %d pixels', (width, columns) => {
    expect(columnLayout(look, width).columns).toEqual(columns);
    expect(columnLayout(look, width).leastPx).toBeLessThanOrEqual(width);
  });

  it('counts columns that were made wider', () => {
    expect(columnLayout({ shown: null, widths: { size: 200 } }, 440).columns).toEqual(['size']);
  });

  it('shows what was chosen, however narrow the pane is, which then scrolls', () => {
    const { columns, leastPx, tracks } = columnLayout(
      { shown: ['owner', 'size'], widths: { owner: 150 } },
      200,
    );
    expect(columns).toEqual(['owner', 'size']);
    expect(tracks).toBe('minmax(140px, 1fr) 150px 76px');
    expect(leastPx).toBeGreaterThan(200);
  });
});
