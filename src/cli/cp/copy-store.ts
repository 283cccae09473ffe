import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { FilesHost } from '../../connection/files/files-host.js';
import { storedJobSchema } from '../../shared/contract/jobs.js';
import type { FilesSettings, JobSpecInput, StoredJob } from '../../shared/contract/index.js';
import { isRunning, thisProcess } from '../../storage/process-mark.js';
import { readJson, writeJson } from '../../storage/json-file.js';

/** A copy that nobody has gone on with for so long (ms) is given up: its parts go at the next copy with that node. */
const GIVEN_UP_MS = 7 * 24 * 3_600_000;
/** And after so long (ms) it is forgotten: that node may be no more. */
const FORGOTTEN_MS = 90 * 24 * 3_600_000;

const keptSchema = z.object({
  /** Who was at it, and may still be. */
  process: z.object({ machine: z.string(), boot: z.string(), pid: z.number(), started: z.string() }),
  savedAt: z.number(),
  /** User and node that it is with: as another user its parts cannot be had. */
  with: z.string(),
  job: storedJobSchema,
});

/** The copy that is to be kept. */
interface KeptCopy {
  readonly spec: JobSpecInput;
  readonly nodeId: string;
  readonly user: string;
}

/**
 * Keeps the copy of one `sallyport cp` on disk while it is unfinished, so that the same command goes on with it after it
 * was stopped or killed.
 */
export class CopyStore implements FilesHost {
  private file: string | null = null;
  private partner = '';
  private left: StoredJob | null = null;
  private wasSaved = false;
  /** Given-up copies with this node, by their files. */
  private readonly givenUp = new Map<string, StoredJob>();

  /** @param folder where such copies are kept */
  public constructor(
    private readonly folder: string,
    private readonly filesSettings: () => Promise<FilesSettings>,
  ) {}

  /**
   * Chooses what is kept from now on. A copy that another process is at just now is not kept a second time.
   *
   * @returns the job that an earlier run of the same command has left; null for none
   */
  public async begin({ spec, nodeId, user }: KeptCopy): Promise<StoredJob | null> {
    this.partner = `${user}@${nodeId}`;
    const key = createHash('sha256').update(JSON.stringify([this.partner, spec]));
    const own = join(this.folder, `${key.digest('hex').slice(0, 32)}.json`);
    const kept = await this.read(own);
    if (kept !== null && isRunning(kept.process)) return null;
    this.file = own;
    this.left = kept?.job ?? null;
    for (const name of await readdir(this.folder).catch(() => [])) {
      const file = join(this.folder, name);
      const other = file === own ? null : await this.read(file);
      const ageMs = Date.now() - (other?.savedAt ?? Date.now());
      if (ageMs > FORGOTTEN_MS) await rm(file, { force: true });
      if (other?.with !== this.partner || ageMs < GIVEN_UP_MS || isRunning(other.process)) continue;
      this.givenUp.set(file, { ...other.job, state: 'discarded' });
    }
    return this.left;
  }

  /** Whether a copy is on disk. */
  public get isKeeping(): boolean {
    return this.wasSaved;
  }

  public loadJobs(): Promise<readonly StoredJob[]> {
    return Promise.resolve([...(this.left === null ? [] : [this.left]), ...this.givenUp.values()]);
  }

  public async saveJobs(jobs: readonly StoredJob[]): Promise<void> {
    const ids = new Set(jobs.map(({ jobId }) => jobId));
    for (const [file, { jobId }] of this.givenUp) {
      if (ids.has(jobId)) continue;
      this.givenUp.delete(file);
      await rm(file, { force: true });
    }
    if (this.file === null) return;
    const job = jobs.find(({ state }) => state !== 'discarded');
    this.wasSaved = job !== undefined;
    if (job === undefined) await rm(this.file, { force: true });
    else {
      const kept = { process: thisProcess(), savedAt: Date.now(), with: this.partner, job };
      await writeJson(this.file, kept);
    }
  }

  public settings(): Promise<FilesSettings> {
    return this.filesSettings();
  }

  private async read(file: string): Promise<z.infer<typeof keptSchema> | null> {
    const kept = keptSchema.safeParse(await readJson(file).catch(() => null));
    return kept.success ? kept.data : null;
  }
}
