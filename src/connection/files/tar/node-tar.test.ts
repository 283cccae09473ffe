import { appendFileSync, linkSync, lstatSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { localShell } from '../../../../test/support/sftp-process.js';
import type { RemoteShell } from '../remote-shell.js';
import { NodeTar } from './node-tar.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sallyport-node-tar-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A tar on this machine, that does something before each command. */
async function nodeTar(before: () => void = () => undefined): Promise<NodeTar> {
  const make = await NodeTar.find(localShell);
  const shell: RemoteShell = {
    run: (command, input) => {
      before();
      return localShell.run(command, input);
    },
  };
  return make!(shell);
}

function makeFiles(
  names: readonly string[],
): { path: string; stamp: { size: number; modifiedMs: number } }[] {
  return names.map((name) => {
    const file = path.join(folder, name);
    writeFileSync(file, `of ${name}`);
    const { size, mtimeMs } = lstatSync(file);
    return { path: file, stamp: { size, modifiedMs: mtimeMs } };
  });
}

const NAMES = ['-rf', ' a\n b', '한글', '$(id)', "'", '\\', 'x'.repeat(255)];

it('brings files of any name', async () => {
  const tar = await nodeTar();
  const fetched = await Promise.all(makeFiles(NAMES).map((file) => tar.fetch(file.path, file.stamp)));
  expect(fetched.map((bytes) => bytes?.toString('utf8'))).toEqual(NAMES.map((name) => `of ${name}`));
});

it.each([
  ['has grown', (file: string) => appendFileSync(file, 'more'), 1],
  [
    'is another one by a second name',
    (file: string, other: string) => {
      rmSync(file);
      linkSync(other, file);
    },
    1,
  ],
  ['is gone', (file: string) => rmSync(file), 2],
])('brings nothing for a file that %s: it is read alone then', async (_, change, missing) => {
  const files = makeFiles(['a', 'b']);
  const tar = await nodeTar(() => change(files[0]!.path, files[1]!.path));
  const fetched = await Promise.all(files.map((file) => tar.fetch(file.path, file.stamp)));
  expect(fetched.filter((bytes) => bytes === null)).toHaveLength(missing);
});

it('is not there where the node runs no commands', async () => {
  expect(await NodeTar.find({ run: () => Promise.reject(new Error('No shell')) })).toBeNull();
});
