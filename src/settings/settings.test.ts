import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SettingsStore } from './settings.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-settings-'));
  file = join(folder, 'settings.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the settings', () => {
  it('are the defaults without a file, and reading makes none', async () => {
    const store = await SettingsStore.load(file);
    expect(store.problem).toBeNull();
    expect(store.value).toEqual({
      language: 'system',
      signIn: { nodes: {}, keyPairs: {}, tags: [], oldAlgorithms: [], recentKeys: [] },
      fleet: { sources: [{ profile: null, region: null, isOn: true }], refreshSeconds: 60, look: null },
      files: {
        pane: { isOpen: false, isLocalOpen: false, isLeft: false, width: 440 },
        sort: { column: 'name', direction: 'ascending' },
        showHidden: false,
        followShell: false,
        elevatedNodes: [],
        bookmarks: { local: [], nodes: {} },
        columns: { shown: null, widths: {} },
        jobs: { isOpen: true, bytesPerSecond: null, sessions: 4, verify: 'full' },
        editor: null,
      },
      tabs: { last: [] },
      network: { proxy: 'system', caBundle: null },
      sessionManager: { payloadBytes: 1_024 },
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('need to name only what differs, and keep what this version does not know', async () => {
    await writeFile(file, '{"language": "ko", "fromTheFuture": {"a": 1}, "signIn": {"alsoNew": true}}');
    const store = await SettingsStore.load(file);
    expect(store.value.language).toBe('ko');
    await store.update((settings) => ({ ...settings, language: 'en' }));
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      language: 'en',
      fromTheFuture: { a: 1 },
      signIn: { alsoNew: true },
    });
  });

  it('still read sign-ins as the first versions wrote them', async () => {
    await writeFile(
      file,
      '{"signIn": {"nodes": {"i-1": {"user": "me", "keyFile": "/a"}}, "keyPairs": {"prod": {"keyFile": "/b"}}}}',
    );
    const { problem, value } = await SettingsStore.load(file);
    expect(problem).toBeNull();
    expect(value.signIn.nodes).toEqual({ 'i-1': { user: 'me', identity: { kind: 'key-file', path: '/a' } } });
    expect(value.signIn.keyPairs).toEqual({ prod: { identity: { kind: 'key-file', path: '/b' } } });
  });

  it('are written readable for people, for their owner only, and without leftovers', async () => {
    const store = await SettingsStore.load(file);
    await store.update((settings) => ({ ...settings, language: 'ko' }));
    expect(await readFile(file, 'utf8')).toContain('\n  "language": "ko"');
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['settings.json']);
    expect((await SettingsStore.load(file)).value.language).toBe('ko');
  });

  it('take many changes at once, each on top of the last', async () => {
    const store = await SettingsStore.load(file);
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        store.update((settings) => ({
          ...settings,
          signIn: { ...settings.signIn, recentKeys: [...settings.signIn.recentKeys, String(index)] },
        })),
      ),
    );
    expect((await SettingsStore.load(file)).value.signIn.recentKeys).toHaveLength(20);
  });

  it.each(['{"language": "ko"', '{"language": "tlh"}', '[]', 'null but not', ''])(
    'that are malformed (%j) leave the defaults, a Problem, and the file as it is until something changes',
    async (text) => {
      await writeFile(file, text);
      const store = await SettingsStore.load(file);
      expect(store.problem).toMatchObject({ code: 'settings.malformed', params: { path: file } });
      expect(store.value.language).toBe('system');
      expect(await readFile(file, 'utf8')).toBe(text);

      await store.update((settings) => ({ ...settings, language: 'en' }));
      await store.update((settings) => ({ ...settings, language: 'ko' }));
      const names = await readdir(folder);
      expect(names).toHaveLength(2);
      const kept = names.find((name) => /^settings\.malformed-\d{8}-\d{6}\.json$/.test(name));
      expect(await readFile(join(folder, kept ?? ''), 'utf8')).toBe(text);
      expect((await SettingsStore.load(file)).value.language).toBe('ko');
    },
  );

  describe('changed in the file while the app runs', () => {
    it('are taken when it looks, and tell whether anything is new', async () => {
      const store = await SettingsStore.load(file);
      await store.update((settings) => ({ ...settings, language: 'en' }));
      expect(await store.look()).toBe(false);
      await writeFile(file, '{"language": "ko", "fleet": {"refreshSeconds": 0}}');
      expect(await store.look()).toBe(true);
      expect(store.value).toMatchObject({ language: 'ko', fleet: { refreshSeconds: 0 } });
      expect(await store.look()).toBe(false);
    });

    it('stay when the app changes something else, and lose to it where both changed the same', async () => {
      const store = await SettingsStore.load(file);
      await store.update((settings) => ({ ...settings, network: { ...settings.network, proxy: 'none' } }));
      await writeFile(file, '{"language": "ko", "network": {"proxy": "system"}, "mine": 1}');
      await Promise.all([
        store.update((settings) => ({ ...settings, network: { ...settings.network, proxy: 'none' } })),
        store.update((settings) => ({ ...settings, tabs: { last: [['i-1']] } })),
      ]);
      const expected = { language: 'ko', network: { proxy: 'none' }, tabs: { last: [['i-1']] }, mine: 1 };
      expect(store.value).toMatchObject(expected);
      expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject(expected);
    });

    it('are a Problem when they are malformed: what was in force is, and what was written is kept', async () => {
      const store = await SettingsStore.load(file);
      await store.update((settings) => ({ ...settings, language: 'ko' }));
      await writeFile(file, '{"language": "ko",');
      expect(await store.look()).toBe(true);
      expect(store.problem?.code).toBe('settings.malformed');
      expect(store.value.language).toBe('ko');
      await store.update((settings) => ({ ...settings, tabs: { last: [['i-1']] } }));
      expect(store.problem).toBeNull();
      expect((await readdir(folder)).filter((name) => name.includes('malformed'))).toHaveLength(1);
      expect((await SettingsStore.load(file)).value).toMatchObject({
        language: 'ko',
        tabs: { last: [['i-1']] },
      });
    });

    it('are not gone with a file that is away for a moment', async () => {
      const store = await SettingsStore.load(file);
      await store.update((settings) => ({ ...settings, language: 'ko' }));
      await rm(file);
      expect(await store.look()).toBe(false);
      expect(store.value.language).toBe('ko');
    });
  });
});
