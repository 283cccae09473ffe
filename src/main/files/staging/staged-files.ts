import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Copies of nodes' files for other programs, each lot in a folder of its own that only its owner can enter. */
export class StagedFiles {
  private readonly ids = new Set<string>();

  /** @param root a folder for this alone: what a former run has left there is removed */
  public constructor(private readonly root: string) {}

  public async begin(): Promise<{ readonly stagingId: string; readonly folder: string }> {
    if (this.ids.size === 0) await this.clear();
    const stagingId = randomUUID();
    this.ids.add(stagingId);
    const folder = this.folderOf(stagingId);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return { stagingId, folder };
  }

  /** The absolute paths of what is in a folder; none when there is no such folder. */
  public async paths(stagingId: string): Promise<string[]> {
    if (!this.ids.has(stagingId)) return [];
    const folder = this.folderOf(stagingId);
    const names = await readdir(folder);
    return names.sort().map((name) => join(folder, name));
  }

  public async end(stagingId: string): Promise<void> {
    if (this.ids.delete(stagingId)) await rm(this.folderOf(stagingId), { recursive: true, force: true });
  }

  /** Removes all of them. */
  public async clear(): Promise<void> {
    this.ids.clear();
    await rm(this.root, { recursive: true, force: true });
  }

  private folderOf(stagingId: string): string {
    return join(this.root, stagingId);
  }
}
