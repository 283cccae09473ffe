import { existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own object below
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
