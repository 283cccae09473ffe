import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { alone, beside, report } from './report.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-report-'));
  vi.spyOn(console, 'log').mockReturnValue();
  vi.spyOn(console, 'table').mockReturnValue();
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

it('writes what was measured, in full', () => {
  report('some-bench', [beside('upload', 3, 'MB/s', 1.5), alone('frames', 7, 'frames/s')], folder);
  expect(JSON.parse(readFileSync(join(folder, 'some-bench.json'), 'utf8'))).toEqual({
    name: 'some-bench',
    node: process.version,
    metrics: [
      { id: 'upload', value: 3, unit: 'MB/s', reference: 1.5, ratio: 2 },
      { id: 'frames', value: 7, unit: 'frames/s', reference: null, ratio: null },
    ],
  });
  expect(console.table).toHaveBeenCalledOnce();
});

it('does not pass off as a result what was not measured', () => {
  expect(() => report('some-bench', [alone('upload', NaN, 'MB/s')], folder)).toThrow('upload');
  expect(existsSync(join(folder, 'some-bench.json'))).toBe(false);
});
