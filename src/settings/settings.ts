import { rename } from 'node:fs/promises';
import { z } from 'zod';
import { problem, type Problem } from '../shared/problem.js';
import { readJson, writeJson } from '../storage/json-file.js';
import { settingsSchema, type Settings } from './schema.js';

/** The settings file: read once at start, written when something changes. */
export class SettingsStore {
  private current: Settings;
  private malformed: boolean;
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly file: string,
    settings: Settings,
    /** Why the file could not be used, when it could not; the defaults are in force then. */
    public readonly problem: Problem | null,
  ) {
    this.current = settings;
    this.malformed = problem !== null;
  }

  /** Reads the file. One that is not there is as good as an empty one; one that is malformed is left as it is. */
  public static async load(file: string): Promise<SettingsStore> {
    const defaults = settingsSchema.parse({});
    try {
      const parsed = settingsSchema.safeParse((await readJson(file)) ?? {});
      if (parsed.success) return new SettingsStore(file, parsed.data, null);
      return new SettingsStore(file, defaults, malformedProblem(file, z.prettifyError(parsed.error)));
    } catch (error) {
      return new SettingsStore(file, defaults, malformedProblem(file, (error as Error).message));
    }
  }

  public get value(): Settings {
    return this.current;
  }

  /**
   * Changes settings and writes them; writes happen one after another. A malformed file is first renamed, so that
   * nothing that a person wrote is lost.
   */
  public async update(change: (settings: Settings) => Settings): Promise<void> {
    this.current = settingsSchema.parse(change(structuredClone(this.current)));
    const write = this.writing.then(async () => {
      if (this.malformed) {
        await rename(this.file, keptName(this.file, new Date()));
        this.malformed = false;
      }
      await writeJson(this.file, this.current);
    });
    // A failed write must not stop the next one; its own caller hears of it.
    this.writing = write.catch(() => undefined);
    await write;
  }
}

function malformedProblem(path: string, details: string): Problem {
  return problem('settings.malformed', { path }, { details, remedies: ['copy-details'] });
}

/** "settings.json" → "settings.malformed-20251124-082134.json". */
function keptName(file: string, now: Date): string {
  const stamp = now
    .toISOString()
    .replace(/[-:]|\..*$/g, '')
    .replace('T', '-');
  return file.replace(/(\.json)?$/, `.malformed-${stamp}.json`);
}
