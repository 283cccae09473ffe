import { isLost, type Syncer } from './file-system.js';

/** Brought to the disk at once: less would cost more waits for the disk than it is worth. */
const SYNC_BYTES = 32 * 1024 * 1024;

/**
 * Has a file brought to the node's disk while it is still being copied: else the disk would have its work at the end
 * only, with nothing else to do for anybody. On a session of its own, because a server answers nothing else meanwhile.
 */
export class SyncAhead {
  private unsyncedBytes = 0;
  private syncer: Syncer | null = null;
  private running: Promise<void> | null = null;
  private isOfNoUse = false;

  /** @param open opens the file for it, over some lane; null where there is no way to ask */
  public constructor(private readonly open: () => Promise<Syncer | null>) {}

  /**
   * So much more is written.
   *
   * @param leftBytes still to be written: the end of it is brought to the disk with the whole
   */
  public written(bytes: number, leftBytes: number): void {
    this.unsyncedBytes += bytes;
    if (this.running || this.isOfNoUse || this.unsyncedBytes < SYNC_BYTES || leftBytes < SYNC_BYTES) return;
    this.unsyncedBytes = 0;
    this.running = this.sync().finally(() => (this.running = null));
  }

  /** Settles when the file is open no more: some systems neither rename nor remove one that is. */
  public async close(): Promise<void> {
    this.isOfNoUse = true;
    await this.running;
    await this.syncer?.close().catch(() => undefined);
  }

  private async sync(): Promise<void> {
    try {
      this.syncer ??= await this.open();
      if (this.syncer) await this.syncer.sync();
      else this.isOfNoUse = true;
    } catch (error) {
      // What else goes wrong shows when all is brought to the disk. After a lost lane the next one may do.
      if (!isLost(error)) this.isOfNoUse = true;
      const lost = this.syncer;
      this.syncer = null;
      await lost?.close().catch(() => undefined);
    }
  }
}
