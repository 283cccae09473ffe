import { watch, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sharedFilePaths } from './shared-config.js';

/** Editors and tools write in several steps; what they leave (ms after the last) is what counts. */
const SETTLE_MS = 400;

/**
 * Notices that the shared config or credentials file is another one, soon after it was written where the system tells,
 * and whenever it is asked to look.
 */
export class SharedFilesWatch {
  private readonly files: readonly string[];
  private readonly watchers: FSWatcher[] = [];
  private before: string | undefined;
  private timer: NodeJS.Timeout | undefined;

  public constructor(
    env: NodeJS.ProcessEnv,
    private readonly changed: () => void,
    home?: string,
  ) {
    const { config, credentials } = sharedFilePaths(env, home);
    this.files = [config, credentials];
    void this.look();
    // The folder, not the files: tools replace a file by another one, and it may not be there yet.
    for (const folder of new Set(this.files.map((file) => dirname(file)))) this.follow(folder);
  }

  /** Looks now, as when somebody comes back to the window. */
  public async look(): Promise<void> {
    const now = JSON.stringify(await Promise.all(this.files.map(markOf)));
    const isNews = this.before !== undefined && this.before !== now;
    this.before = now;
    if (isNews) this.changed();
  }

  public close(): void {
    clearTimeout(this.timer);
    for (const watcher of this.watchers) watcher.close();
  }

  private follow(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, () => {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => void this.look(), SETTLE_MS);
        this.timer.unref();
      });
      // A folder that goes away ends the watching; looking goes on.
      watcher.on('error', () => watcher.close());
      this.watchers.push(watcher);
    } catch {
      // There is no such folder yet, or the system has no more watches to give: looking has to do.
    }
  }
}

async function markOf(file: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return '';
  }
}
