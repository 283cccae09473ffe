import { describe, expect, it } from 'vitest';
import { failedLately } from './electron-package.js';
import { chooseRuntime, type ElectronRuntime } from './electron-runtime.js';

const runtime = (version: string, source: ElectronRuntime['source']): ElectronRuntime => ({
  executable: `/${version}/electron`,
  distPath: `/${version}`,
  version,
  source,
});
const own = runtime('45.0.0', 'electron package');
const older = runtime('25.0.0', 'development runtime');

async function choose(
  installed?: ElectronRuntime,
  download?: ElectronRuntime,
  development?: ElectronRuntime,
) {
  const said: string[] = [];
  const asked: string[] = [];
  const source = (name: string, value?: ElectronRuntime) => () => {
    asked.push(name);
    return Promise.resolve(value);
  };
  const chosen = await chooseRuntime(
    {
      installed: source('installed', installed),
      download: source('download', download),
      development: source('development', development),
    },
    (line) => said.push(line),
  );
  return { chosen, said, asked };
}

describe('the choice of a runtime', () => {
  it('takes the installed one without asking further, and says nothing', async () => {
    expect(await choose(own, undefined, older)).toEqual({ chosen: own, said: [], asked: ['installed'] });
  });

  it('takes the download next', async () => {
    expect((await choose(undefined, own, older)).chosen).toBe(own);
  });

  it('says in one line that it runs on the older one', async () => {
    const { chosen, said } = await choose(undefined, undefined, older);
    expect(chosen).toBe(older);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('25.0.0');
  });

  it('says what to do when there is none', async () => {
    await expect(choose()).rejects.toThrow(/ELECTRON_OVERRIDE_DIST_PATH/);
  });
});

describe('the note about a failed download', () => {
  const now = Date.UTC(2026, 0, 2);
  const hour = 60 * 60 * 1000;
  const note = (at: number) => JSON.stringify({ version: '45.0.0', at });

  it('counts for a day, for its version', () => {
    expect(failedLately(note(now - hour), '45.0.0', now)).toBe(true);
    expect(failedLately(note(now - hour), '45.0.1', now)).toBe(false);
    expect(failedLately(note(now - 25 * hour), '45.0.0', now)).toBe(false);
  });

  it('does not count when it is from the future, broken or absent', () => {
    expect(failedLately(note(now + hour), '45.0.0', now)).toBe(false);
    expect(failedLately('{', '45.0.0', now)).toBe(false);
    expect(failedLately('null', '45.0.0', now)).toBe(false);
    expect(failedLately(undefined, '45.0.0', now)).toBe(false);
  });
});
