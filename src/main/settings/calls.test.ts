import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SettingsStore } from '../../settings/settings.js';
import { settingsHandlers } from './calls.js';
import { chooseSetting } from './choose.js';

let folder: string;
let file: string;
let settings: SettingsStore;
const changed = vi.fn();
const open = vi.fn(() => Promise.resolve());
const dialog = vi.fn<() => Promise<string[]>>();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-settings-page-'));
  file = join(folder, 'settings.json');
  settings = await SettingsStore.load(file);
  vi.clearAllMocks();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const handlers = () =>
  settingsHandlers({ settings, changed, open, choose: (name) => chooseSetting(name, dialog) });
const stored = async () => JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;

describe('the page of settings', () => {
  it('is told all values and what they are unless they were set', async () => {
    await settings.update((now) => ({ ...now, fleet: { ...now.fleet, refreshSeconds: 300 } }));
    const { values, defaults, file: shown } = await handlers()['settings.read']({}, undefined);
    expect(shown).toBe(file);
    expect(values['fleet.refreshSeconds']).toBe(300);
    expect(defaults).toMatchObject({ 'fleet.refreshSeconds': 60, 'files.jobs.verify': 'full' });
  });

  it('changes a setting in its place, tells of it, and takes it back', async () => {
    const page = handlers();
    const { values } = await page['settings.set']({ name: 'files.jobs.sessions', value: 8 }, undefined);
    expect(values['files.jobs.sessions']).toBe(8);
    expect(await stored()).toMatchObject({ files: { jobs: { sessions: 8, verify: 'full' } } });
    expect(changed).toHaveBeenCalledExactlyOnceWith('files.jobs.sessions');
    await page['settings.reset']({ name: 'files.jobs.sessions' }, undefined);
    expect(await stored()).toMatchObject({ files: { jobs: { sessions: 4 } } });
  });

  it.each([
    ['fleet.refreshSeconds', 3],
    ['files.jobs.sessions', 17],
    ['language', 'tlh'],
    ['network.proxy', 'ftp://proxy:21'],
    ['files.showHidden', null],
  ] as const)('refuses for %s what does not fit: %j', async (name, value) => {
    const before = settings.value;
    await expect(handlers()['settings.set']({ name, value }, undefined)).rejects.toMatchObject({
      problem: { code: 'settings.invalid', params: { name } },
    });
    expect(settings.value).toEqual(before);
    expect(changed).not.toHaveBeenCalled();
  });

  it('is not told a proxy’s password, which stays in the file', async () => {
    const { values } = await handlers()['settings.set'](
      { name: 'network.proxy', value: 'http://me:secret@proxy:3128' },
      undefined,
    );
    expect(values['network.proxy']).toBe('http://me@proxy:3128/');
    expect(await stored()).toMatchObject({ network: { proxy: 'http://me:secret@proxy:3128' } });
  });

  it('has what is run and what is trusted chosen in the system’s dialog', async () => {
    const page = handlers();
    dialog.mockResolvedValueOnce(['/usr/bin/gedit']);
    expect(
      (await page['settings.choose']({ name: 'files.editor' }, undefined)).values['files.editor'],
    ).toEqual(['/usr/bin/gedit']);
    dialog.mockResolvedValueOnce(['/Applications/Zed.app']);
    await page['settings.choose']({ name: 'files.editor' }, undefined);
    expect(settings.value.files.editor).toEqual(['open', '-a', '/Applications/Zed.app']);
    dialog.mockResolvedValueOnce([]);
    await page['settings.choose']({ name: 'network.caBundle' }, undefined);
    expect(settings.value.network.caBundle).toBeNull();
    dialog.mockResolvedValueOnce(['/ca.pem']);
    await page['settings.choose']({ name: 'network.caBundle' }, undefined);
    expect(settings.value.network.caBundle).toBe('/ca.pem');
  });

  it('opens a file that is whole, even before anything was changed', async () => {
    await handlers()['settings.open']({}, undefined);
    expect(open).toHaveBeenCalledWith(file);
    expect(await stored()).toMatchObject({ language: 'system' });
  });

  it('opens a malformed file as it is, to be corrected', async () => {
    await writeFile(file, '{"language": "ko",');
    await settings.look();
    await handlers()['settings.open']({}, undefined);
    expect(open).toHaveBeenCalledWith(file);
    expect(await readFile(file, 'utf8')).toBe('{"language": "ko",');
  });

  it('says when the file cannot be written', async () => {
    await rm(folder, { recursive: true });
    await writeFile(folder, 'not a folder');
    await expect(
      handlers()['settings.set']({ name: 'language', value: 'ko' }, undefined),
    ).rejects.toMatchObject({ problem: { code: 'settings.unwritable', params: { path: file } } });
  });
});
