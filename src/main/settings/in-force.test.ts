import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SettingsStore } from '../../settings/settings.js';
import { SettingsInForce } from './in-force.js';

let folder: string;
let file: string;
let settings: SettingsStore;
const autoRefresh = { schedule: vi.fn() };
const fleet = { choose: vi.fn(() => Promise.resolve()), refreshFailed: vi.fn(() => Promise.resolve()) };
const events = { send: vi.fn() };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-settings-in-force-'));
  file = join(folder, 'settings.json');
  settings = await SettingsStore.load(file);
  vi.clearAllMocks();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const inForce = () => new SettingsInForce({ settings, autoRefresh, fleet, events } as never);

it('takes sources, the pause between listings and the network from the file once it was edited', async () => {
  await inForce().look();
  expect(events.send).not.toHaveBeenCalled();
  await writeFile(
    file,
    '{"fleet": {"sources": [{"profile": "shop", "region": "eu-west-1"}], "refreshSeconds": 0}}',
  );
  await inForce().look();
  expect(fleet.choose).toHaveBeenCalledExactlyOnceWith([expect.objectContaining({ isOn: true })]);
  expect(autoRefresh.schedule).toHaveBeenCalledOnce();
  await vi.waitFor(() => expect(fleet.refreshFailed).toHaveBeenCalledOnce());
  expect(events.send).toHaveBeenCalledExactlyOnceWith('settings.changed', { problem: null });
});

it('tells of a file that cannot be used', async () => {
  await writeFile(file, '{');
  await inForce().look();
  expect(events.send).toHaveBeenCalledExactlyOnceWith('settings.changed', {
    problem: expect.objectContaining({ code: 'settings.malformed' }) as object,
  });
});

it('does for a setting that was changed in the window what that one needs, and tells of it', () => {
  inForce().changed('files.jobs.sessions');
  expect(autoRefresh.schedule).not.toHaveBeenCalled();
  expect(fleet.refreshFailed).not.toHaveBeenCalled();
  inForce().changed('fleet.refreshSeconds');
  inForce().changed('network.proxy');
  expect(autoRefresh.schedule).toHaveBeenCalledOnce();
  expect(fleet.refreshFailed).toHaveBeenCalledOnce();
  expect(events.send).toHaveBeenCalledTimes(3);
});
