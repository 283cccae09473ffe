import { describe, expect, it, vi } from 'vitest';
import { FileError, type Syncer } from './file-system.js';
import { SyncAhead } from './sync-ahead.js';

const MIB = 1024 * 1024;
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A disk whose work ends when it is told to. */
class Disk {
  public opened = 0;
  public open = 0;
  public syncs = 0;
  private ending: { resolve: () => void; reject: (error: Error) => void }[] = [];

  public readonly openSync = (): Promise<Syncer> => {
    this.opened++;
    this.open++;
    return Promise.resolve({
      sync: () => {
        this.syncs++;
        return new Promise<void>((resolve, reject) => this.ending.push({ resolve, reject }));
      },
      close: () => {
        this.open--;
        return Promise.resolve();
      },
    });
  };

  public async end(error?: Error): Promise<void> {
    const ending = this.ending.shift();
    if (error) ending?.reject(error);
    else ending?.resolve();
    await settled();
  }
}

async function write(ahead: SyncAhead, mib: number, leftMib = 1_000): Promise<void> {
  for (let i = 0; i < mib; i++) ahead.written(MIB, leftMib * MIB);
  await settled();
}

describe('a file that is brought to the disk while it is copied', () => {
  it('is so after a while, once at a time', async () => {
    const disk = new Disk();
    const ahead = new SyncAhead(disk.openSync);
    await write(ahead, 31);
    expect(disk).toMatchObject({ opened: 0, syncs: 0 });
    await write(ahead, 1);
    expect(disk).toMatchObject({ opened: 1, syncs: 1 });
    await write(ahead, 100);
    expect(disk.syncs).toBe(1);
    await disk.end();
    await write(ahead, 1);
    expect(disk).toMatchObject({ opened: 1, syncs: 2 });
  });

  it('is left to the end where little is left to write', async () => {
    const disk = new Disk();
    await write(new SyncAhead(disk.openSync), 100, 31);
    expect(disk.opened).toBe(0);
  });

  it('is closed when the copy goes on without it, and not before its disk is done', async () => {
    const disk = new Disk();
    const ahead = new SyncAhead(disk.openSync);
    await write(ahead, 32);
    const closing = ahead.close();
    await settled();
    expect(disk.open).toBe(1);
    await disk.end();
    await closing;
    expect(disk.open).toBe(0);
    await write(ahead, 100);
    expect(disk).toMatchObject({ opened: 1, syncs: 1 });
  });

  it('is opened anew when the way to it was lost, and not again after any other failure', async () => {
    const disk = new Disk();
    const ahead = new SyncAhead(disk.openSync);
    await write(ahead, 32);
    await disk.end(new FileError('lost', 'remote', '/part', 'gone'));
    expect(disk.open).toBe(0);
    await write(ahead, 32);
    expect(disk).toMatchObject({ opened: 2, syncs: 2 });
    await disk.end(new FileError('refused', 'remote', '/part', 'no'));
    await write(ahead, 100);
    expect(disk).toMatchObject({ opened: 2, syncs: 2, open: 0 });
    await ahead.close();
  });

  it('is not asked for again where there is no way to ask, or no session for it', async () => {
    const none = vi.fn(() => Promise.resolve(null));
    const refused = vi.fn(() => Promise.reject(new Error('No more sessions')));
    for (const open of [none, refused]) {
      const ahead = new SyncAhead(open);
      await write(ahead, 100);
      await ahead.close();
      expect(open).toHaveBeenCalledTimes(1);
    }
  });
});
