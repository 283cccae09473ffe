import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SharedFilesWatch } from './watch-shared-files.js';

let home: string;
let changed: ReturnType<typeof vi.fn<() => void>>;
let watched: SharedFilesWatch;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sallyport-watch-'));
  changed = vi.fn<() => void>();
});

afterEach(async () => {
  watched.close();
  await rm(home, { recursive: true, force: true });
});

/** Watches; what is there now is no news. */
async function follow(env: NodeJS.ProcessEnv = {}): Promise<void> {
  watched = new SharedFilesWatch(env, changed, home);
  await watched.look();
  expect(changed).not.toHaveBeenCalled();
}

const isTold = () => vi.waitFor(() => expect(changed).toHaveBeenCalled(), 5_000);

describe('a change of what AWS tools share', () => {
  beforeEach(async () => {
    await mkdir(join(home, '.aws'));
    await writeFile(join(home, '.aws', 'config'), '[default]\n');
  });

  it('is noticed where a file is written, or replaced by another one', async () => {
    await follow();
    await writeFile(join(home, '.aws', 'credentials'), '[default]\n');
    await isTold();
    changed.mockClear();
    await writeFile(join(home, '.aws', 'new'), '[other]\n');
    await rename(join(home, '.aws', 'new'), join(home, '.aws', 'config'));
    await isTold();
  });

  it('is told once of a file that is written in several steps', async () => {
    await follow();
    for (const text of ['', '[default]\n', '[default]\nregion = eu-central-1\n'])
      await writeFile(join(home, '.aws', 'config'), text);
    await isTold();
    await watched.look();
    expect(changed).toHaveBeenCalledOnce();
  });

  it('is noticed in files that are elsewhere, with links to them in the usual place', async () => {
    await mkdir(join(home, 'dotfiles'));
    await writeFile(join(home, 'dotfiles', 'credentials'), '[default]\n');
    await symlink(join(home, 'dotfiles', 'credentials'), join(home, '.aws', 'credentials'));
    await follow();
    await writeFile(join(home, 'dotfiles', 'credentials'), '[default]\naws_access_key_id = new\n');
    await isTold();
  });

  it('is noticed in the files that the environment names', async () => {
    await mkdir(join(home, 'here'));
    await follow({ AWS_CONFIG_FILE: join(home, 'here', 'config') });
    await writeFile(join(home, 'here', 'config'), '[default]\n');
    await isTold();
  });

  it('is a sign-in by another tool, too, also the first one', async () => {
    await follow();
    const cache = join(home, '.aws', 'sso', 'cache');
    await mkdir(cache, { recursive: true });
    // The folder is new: that of the shared files has changed, which makes it known.
    await watched.look();
    await writeFile(join(cache, '0123.json'), '{}');
    await isTold();
  });

  it('is nothing else in these folders', async () => {
    await follow();
    await writeFile(join(home, '.aws', 'notes.txt'), 'x');
    await watched.look();
    expect(changed).not.toHaveBeenCalled();
  });
});

it('is noticed by looking where there was no folder to watch', async () => {
  await follow();
  await mkdir(join(home, '.aws'));
  await writeFile(join(home, '.aws', 'config'), '[default]\n');
  await watched.look();
  expect(changed).toHaveBeenCalledOnce();
});
