import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toProblem } from '../../shared/problem.js';
import { fleetHandlers } from './calls.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-export-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function exporting(path: string | null) {
  const chooseTarget = vi.fn(() => Promise.resolve(path));
  const handlers = fleetHandlers({ fleet: {} as never, settings: {} as never, chooseTarget });
  const run = async () => handlers['fleet.export']({ format: 'csv', text: 'name\r\nweb-1\r\n' }, undefined);
  return { chooseTarget, run };
}

describe('rows that are exported', () => {
  it('go to the file that was chosen, with a name offered by their form', async () => {
    const path = join(folder, 'mine.csv');
    const { chooseTarget, run } = exporting(path);
    expect(await run()).toEqual({ path });
    expect(await readFile(path, 'utf8')).toBe('name\r\nweb-1\r\n');
    expect(chooseTarget).toHaveBeenCalledWith({
      defaultPath: 'nodes.csv',
      filters: [{ name: 'CSV', extensions: ['csv'] }],
    });
  });

  it('go nowhere when the person gives up', async () => {
    expect(await exporting(null).run()).toEqual({ path: null });
  });

  it('are a Problem where the file cannot be written', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    const failed: unknown = await exporting(join(file, 'below.csv'))
      .run()
      .catch((error: unknown) => error);
    expect(toProblem(failed)).toMatchObject({ code: 'files.refused', params: { side: 'local' } });
  });
});
