import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FileAttributes } from '../../src/connection/files/file-system.js';
import { LocalFiles } from '../../src/connection/files/local-files.js';
import { NodeTar } from '../../src/connection/files/tar/node-tar.js';
import { TestLanes } from '../support/copying.js';
import { localShell } from '../support/sftp-process.js';
import { CopyPlace, MIB } from '../support/copy-place.js';

let place: CopyPlace;

beforeEach(async () => {
  place = await CopyPlace.start();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await place.close();
});

/** The extensions that a server is asked for, in order. */
function watchExtensions(): string[] {
  const asked: string[] = [];
  const { stream } = place.lanes.processes.at(-1)!;
  const write = stream.write.bind(stream) as (chunk: Buffer) => boolean;
  stream.write = ((chunk: Buffer) => {
    const name = /[a-z-]+@openssh\.com/.exec(chunk.toString('latin1'))?.[0];
    if (name !== undefined) asked.push(name);
    return write(chunk);
  }) as never;
  return asked;
}

describe('what is written', () => {
  it.each([
    ['in one piece', 40_000],
    ['in many pieces', 5 * MIB],
  ])('to a node %s is brought to the disk once, before it takes the name', async (_how, size) => {
    const bytes = place.make('a', size);
    const asked = watchExtensions();
    const copy = await place.copy('up', 'a');
    await copy.run.run();
    mkdirSync(path.join(place.there, 'again'));
    const again = await place.copy('up', 'a', { conflicts: 'overwrite' });
    await again.run.run();
    expect(asked.filter((name) => /fsync|rename/.test(name))).toEqual([
      // Nothing was in the way: SFTP's own rename refuses what is there.
      'fsync@openssh.com',
      'fsync@openssh.com',
      'posix-rename@openssh.com',
    ]);
    expect(readFileSync(path.join(place.there, 'a')).equals(bytes)).toBe(true);
  });

  it('to a node in the large is brought to the disk while it is copied, by a session that ends with that', async () => {
    const size = 80 * MIB;
    place.make('a', 0);
    truncateSync(path.join(place.here, 'a'), size);
    const asked = watchExtensions();
    await (await place.copy('up', 'a')).run.run();
    const [ahead, ...more] = place.lanes.further;
    await vi.waitFor(() => expect(ahead?.child.exitCode).toBe(0));
    expect(more).toEqual([]);
    // And once more as a whole, before it takes the name.
    expect(asked.filter((name) => name.startsWith('fsync'))).toHaveLength(1);
    expect(statSync(path.join(place.there, 'a')).size).toBe(size);
  });

  it('to a node in the small is not waited for on the disk', async () => {
    place.make('a', 1_000);
    const asked = watchExtensions();
    await (await place.copy('up', 'a')).run.run();
    expect(asked).not.toContain('fsync@openssh.com');
  });

  it('to this computer is on the disk before it takes the name', async () => {
    place.make('a', 5 * MIB);
    const target = path.join(place.there, 'a');
    const handle = await open(path.join(place.here, 'a'));
    const files = Object.getPrototypeOf(handle) as typeof handle;
    await handle.close();
    const { sync } = files;
    const wasThere: boolean[] = [];
    vi.spyOn(files, 'sync').mockImplementation(function (this: typeof handle) {
      wasThere.push(existsSync(target));
      return sync.call(this);
    });
    await (await place.copy('down', 'a')).run.run();
    expect(wasThere).toEqual([false]);
    expect(existsSync(target)).toBe(true);
  });
});

describe('a home folder', () => {
  const home = realpathSync(homedir());
  const { username } = userInfo();
  const resolve = (typed: string) => place.lanes.lanes[0]!.remote.realpath(typed);

  it('of any user is found', async () => {
    expect(await resolve(`~${username}`)).toBe(home);
    expect(await resolve(`~${username}/`)).toBe(home);
    expect(await resolve(`~${username}/..`)).toBe(path.dirname(home));
    expect(await resolve('~daemon')).toBe('/usr/sbin');
  });

  it('is the server’s own where it does not look for users, and what nobody is called is a name', async () => {
    await place.lanes.close();
    place.lanes.withoutExtensions = ['expand-path@openssh.com'];
    await place.lanes.add();
    const start = await resolve('.');
    expect(await resolve('~')).toBe(start);
    expect(await resolve('~/')).toBe(start);
    expect(await resolve('~/no such folder')).toBe(`${start}/no such folder`);
    expect(await resolve('~nobody-of-this-name')).toBe(`${start}/~nobody-of-this-name`);
  });

  it('of nobody is a name, too, where the server looks for users', async () => {
    expect(await resolve('~nobody-of-this-name')).toBe(`${await resolve('.')}/~nobody-of-this-name`);
  });
});

describe('a copy from a disk without modes', () => {
  /** As on Windows, nothing here has a mode. */
  class WithoutModes extends LocalFiles {
    public override async lstat(file: string): Promise<FileAttributes> {
      return { ...(await super.lstat(file)), mode: null };
    }
  }
  const modeOf = (name: string) => statSync(path.join(place.there, name)).mode & 0o777;
  const usualMode = () => {
    writeFileSync(path.join(place.there, 'usual'), '');
    return modeOf('usual');
  };
  const copyUp = async (change = {}) => {
    const copy = await place.copy('up', 'a', change, { local: new WithoutModes() });
    await copy.run.run();
    expect(copy.tally.remarks).toEqual([]);
  };

  it.each([
    ['of a small file', 1_000],
    ['of a large one', 5 * MIB],
  ])('%s has the mode that the user’s new files have on the node', async (_what, size) => {
    place.make('a', size);
    await copyUp();
    expect(modeOf('a')).toBe(usualMode());
  });

  it('keeps the mode of what it replaces', async () => {
    place.make('a', 1_000);
    writeFileSync(path.join(place.there, 'a'), 'old', { mode: 0o750 });
    await copyUp({ conflicts: 'overwrite' });
    expect(modeOf('a')).toBe(0o750);
  });

  it('by tar can be read by others', async () => {
    await place.lanes.close();
    place.lanes = await TestLanes.start(1, (await NodeTar.find(localShell))!(localShell));
    place.make('a', 1_000);
    await copyUp();
    expect(modeOf('a')).toBe(0o644 & usualMode());
  });
});
