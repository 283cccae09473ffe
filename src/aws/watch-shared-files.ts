import { watch, type FSWatcher } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sharedFilePaths } from './shared-config.js';
import { tokenFolder } from './sso/token-cache.js';

/** Editors and tools write in several steps; what they leave (ms after the last) is what counts. */
const SETTLE_MS = 400;

/**
 * Notices that the shared config or credentials file, or a sign-in of IAM Identity Center, is another one, soon after it
 * was written where the system tells, and whenever it is asked to look.
 */
export class SharedFilesWatch {
  private readonly files: readonly string[];
  private readonly tokens: string;
  private readonly watchers = new Map<string, FSWatcher>();
  private before: string | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  public constructor(
    env: NodeJS.ProcessEnv,
    private readonly changed: () => void,
    home?: string,
  ) {
    const { config, credentials } = sharedFilePaths(env, home);
    this.files = [config, credentials];
    this.tokens = tokenFolder(home);
    void this.look();
  }

  /** Looks now, as when somebody comes back to the window. */
  public async look(): Promise<void> {
    await this.followAll();
    const marks = await Promise.all([...this.files, ...(await this.tokenFiles())].map(markOf));
    const now = JSON.stringify(marks);
    const isNews = this.before !== undefined && this.before !== now;
    this.before = now;
    if (isNews && !this.isClosed) this.changed();
  }

  public close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    for (const watcher of this.watchers.values()) watcher.close();
  }

  private async tokenFiles(): Promise<string[]> {
    const names = await readdir(this.tokens).catch(() => []);
    return names.sort().map((name) => join(this.tokens, name));
  }

  /** Folders, not files: tools replace a file by another one, and it may not be there yet. */
  private async followAll(): Promise<void> {
    // Who keeps such files elsewhere and has links to them here changes them there.
    const real = await Promise.all(this.files.map((file) => realpath(file).catch(() => file)));
    for (const folder of [...[...this.files, ...real].map((file) => dirname(file)), this.tokens])
      this.follow(folder);
  }

  private follow(folder: string): void {
    if (this.isClosed || this.watchers.has(folder)) return;
    try {
      const watcher = watch(folder, { persistent: false }, () => {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => void this.look(), SETTLE_MS);
        this.timer.unref();
      });
      // A folder that goes away ends the watching; looking goes on.
      watcher.on('error', () => watcher.close());
      this.watchers.set(folder, watcher);
    } catch {
      // There is no such folder yet, or the system has no more watches to give: looking has to do.
    }
  }
}

async function markOf(file: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    return `${file} ${mtimeMs} ${size} ${ino}`;
  } catch {
    return '';
  }
}
