import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPlainSettings } from './plain.js';
import { SettingsStore } from './settings.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-plain-settings-'));
  file = join(folder, 'settings.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What the app makes of the same file. */
async function asTheApp() {
  const { fleet, network, sessionManager } = (await SettingsStore.load(file)).value;
  const sources = fleet.sources
    .filter(({ isOn }) => isOn)
    .map(({ profile, region }) => ({ profile, region }));
  return { sources, network: { ...network }, payloadBytes: sessionManager.payloadBytes };
}

describe('settings read without their schema', () => {
  it.each([
    '{}',
    '{"fleet": {"sources": []}}',
    '{"fleet": {"sources": [{"profile": "a", "region": null}, {"profile": null, "region": "eu-west-1", "isOn": false}]}}',
    '{"network": {"proxy": "http://me:secret@proxy:3128", "caBundle": "/ca.pem"}}',
    '{"network": {"proxy": "none"}, "sessionManager": {"payloadBytes": 16384}}',
    '{"sessionManager": {"payloadBytes": 1}}',
    '{"sessionManager": {"payloadBytes": "16384"}}',
    '{"fleet": null}',
    '"text"',
    '{',
  ])('are what the app reads: %s', async (text) => {
    await writeFile(file, text);
    expect(await readPlainSettings(file)).toEqual(await asTheApp());
  });

  it('are the defaults without a file', async () => {
    expect(await readPlainSettings(file)).toEqual(await asTheApp());
  });
});
