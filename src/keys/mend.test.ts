import { execFileSync } from 'node:child_process';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MadeKeys } from '../../test/support/made-keys.js';
import { loadKey } from './key-file.js';
import { KeyMender } from './mend.js';
import { posixPermissions } from './permissions.js';

let keys: MadeKeys;
const me = process.getuid?.() ?? 0;
const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;
const openKey = async (name: string, mode = 0o644): Promise<string> => {
  const path = await keys.keygen(name, '-t', 'ed25519');
  await chmod(path, mode);
  return path;
};

beforeAll(async () => {
  keys = new MadeKeys(await mkdtemp(join(tmpdir(), 'sallyport-mend-')));
});
afterAll(() => rm(keys.folder, { recursive: true, force: true }));

describe('mending', () => {
  it('makes a key its owner’s alone, through a link too, and can be undone once', async () => {
    const mender = new KeyMender();
    const path = await openKey('a', 0o664);
    await symlink(path, keys.at('link'));
    expect(await mender.mend(keys.at('link'))).toMatchObject({ mode: '0400', others: [], problem: null });
    expect(await modeOf(path)).toBe(0o400);
    expect((await loadKey(path)).file.mode).toBe('0400');
    expect(await mender.undoMend(keys.at('link'))).toMatchObject({
      mode: '0664',
      problem: { code: 'key.too-open' },
    });
    await chmod(path, 0o400);
    expect((await mender.undoMend(keys.at('link'))).mode).toBe('0400');
  });

  it('is undone neither for a file of another run nor for one that was replaced or changed since', async () => {
    const mender = new KeyMender();
    const path = await openKey('b');
    await new KeyMender().mend(path);
    expect((await mender.undoMend(path)).mode).toBe('0400');
    await chmod(path, 0o644);
    await mender.mend(path);
    const other = await openKey('b-new', 0o400);
    await rename(other, path);
    expect((await mender.undoMend(path)).mode).toBe('0400');
    await chmod(path, 0o640);
    await mender.mend(path);
    await chmod(path, 0o600);
    expect((await mender.undoMend(path)).mode).toBe('0600');
  });

  it('leaves alone what is private already or no key', async () => {
    const mender = new KeyMender();
    const fine = await openKey('c', 0o600);
    expect((await mender.mend(fine)).mode).toBe('0600');
    const notes = await keys.write('notes.txt', 'hello', 0o644);
    await expect(mender.mend(notes)).rejects.toMatchObject({ problem: { code: 'key.not-a-key' } });
    expect(await modeOf(notes)).toBe(0o644);
  });

  it('notices a filesystem that takes a chmod and ignores it, and one that refuses it', async () => {
    const path = await openKey('d');
    const ignores = new KeyMender(posixPermissions(me, () => Promise.resolve()));
    await expect(ignores.mend(path)).rejects.toMatchObject({
      problem: { code: 'key.cannot-mend', params: { path } },
    });
    const refuses = new KeyMender(posixPermissions(me, () => Promise.reject(new Error('EROFS: read-only'))));
    await expect(refuses.mend(path)).rejects.toMatchObject({
      problem: { code: 'key.cannot-mend', details: 'EROFS: read-only' },
    });
  });
});

describe('a private copy', () => {
  it('is made in a folder of one’s own, and overwrites nothing', async () => {
    const mender = new KeyMender();
    const path = await openKey('e.pem');
    const folder = keys.at('home/.ssh');
    const copy = await mender.copyPrivate(path, folder);
    expect(copy).toMatchObject({ path: join(folder, 'e.pem'), mode: '0400', problem: null });
    expect(await modeOf(folder)).toBe(0o700);
    expect(await readFile(copy.path)).toEqual(await readFile(path));
    expect(await modeOf(path)).toBe(0o644);
    await chmod(copy.path, 0o600);
    await writeFile(copy.path, 'another key');
    expect((await mender.copyPrivate(path, folder)).path).toBe(join(folder, 'e-2.pem'));
    expect(await readFile(copy.path, 'utf8')).toBe('another key');
  });

  it('brings the public half and the certificate, and takes a name that is free for all of them', async () => {
    const mender = new KeyMender();
    const path = await openKey('g');
    await keys.keygen('ca', '-t', 'ed25519');
    execFileSync('ssh-keygen', ['-q', '-s', keys.at('ca'), '-I', 'min', '-n', 'ubuntu', `${path}.pub`]);
    const folder = keys.at('home-2/.ssh');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'g-cert.pub'), 'of another key');
    const copy = await mender.copyPrivate(path, folder);
    expect(copy).toMatchObject({ path: join(folder, 'g-2'), certificate: { keyId: 'min' } });
    for (const suffix of ['.pub', '-cert.pub'])
      expect(await readFile(copy.path + suffix)).toEqual(await readFile(path + suffix));
    expect(await readFile(join(folder, 'g-cert.pub'), 'utf8')).toBe('of another key');
  });

  it('is not left where it would be as open as the original', async () => {
    const path = await openKey('f');
    const folder = keys.at('open-home/.ssh');
    // As on a FAT drive: what chmod and open set does not count, everything shows as 0777.
    const rule = posixPermissions(me, () => Promise.resolve());
    const mender = new KeyMender({
      ...rule,
      judge: async (paths) =>
        (await rule.judge(paths)).map((access) => ({
          ...access,
          mode: '0777',
          others: [{ who: 'others', name: '', may: ['read'] }],
        })),
    });
    await expect(mender.copyPrivate(path, folder)).rejects.toMatchObject({
      problem: { code: 'key.cannot-mend' },
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('is not made of what is no key', async () => {
    const notes = await keys.write('notes-2.txt', 'hello');
    await expect(new KeyMender().copyPrivate(notes, keys.at('home'))).rejects.toMatchObject({
      problem: { code: 'key.not-a-key' },
    });
  });
});
