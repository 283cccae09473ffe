import { rename } from 'node:fs/promises';
import { z } from 'zod';
import { problem, type Problem } from '../shared/problem.js';
import { jsonText, parseJson, readText, writeWhole } from '../storage/json-file.js';
import { settingsSchema, type Settings } from './schema.js';

type Change = (settings: Settings) => Settings;

/**
 * The settings file. It is read at start and whenever the window comes back into use, and written when something
 * changes; what a person has written into it meanwhile stays.
 */
export class SettingsStore {
  private current: Settings;
  private writing: Promise<void> = Promise.resolve();
  /** Changes that are in force and not in the file yet. */
  private pending: readonly Change[] = [];

  private constructor(
    public readonly file: string,
    /** What the file held when it was last read or written. */
    private known: Content,
  ) {
    this.current = known.settings ?? settingsSchema.parse({});
  }

  /** Reads the file. One that is not there is as good as an empty one; one that is malformed is left as it is. */
  public static async load(file: string): Promise<SettingsStore> {
    return new SettingsStore(file, await read(file));
  }

  public get value(): Settings {
    return this.current;
  }

  /** Why the file cannot be used, when it cannot; what was in force before is, or else the defaults. */
  public get problem(): Problem | null {
    return this.known.problem;
  }

  /** Takes what has been written into the file by others. @returns whether that changed anything */
  public async look(): Promise<boolean> {
    await this.writing;
    return this.take(await read(this.file));
  }

  /**
   * Changes settings and writes them; writes happen one after another. A malformed file is first renamed, so that
   * nothing that a person wrote is lost.
   *
   * @throws the schema's error when the change is none that it allows, and the system's when the file is not written
   */
  public async update(change: Change): Promise<void> {
    this.current = settingsSchema.parse(change(structuredClone(this.current)));
    this.pending = [...this.pending, change];
    const write = this.writing.then(async () => {
      this.take(await read(this.file));
      this.pending = this.pending.filter((each) => each !== change);
      if (this.known.problem !== null) await rename(this.file, keptName(this.file, new Date()));
      const settings = this.current;
      const text = jsonText(settings);
      await writeWhole(this.file, text);
      this.known = { text, settings, problem: null };
    });
    // A failed write must not stop the next one; its own caller hears of it.
    this.writing = write.catch(() => undefined);
    await write;
  }

  private take(content: Content): boolean {
    // Editors that write a new file may leave none for a moment.
    if (content.text === this.known.text || content.text === null) return false;
    this.known = content;
    if (content.settings === null) return true;
    this.current = this.pending.reduce(
      (settings, change) => settingsSchema.parse(change(structuredClone(settings))),
      content.settings,
    );
    return true;
  }
}

interface Content {
  /** Null for no file. */
  readonly text: string | null;
  /** Null for a file that is malformed. */
  readonly settings: Settings | null;
  readonly problem: Problem | null;
}

async function read(file: string): Promise<Content> {
  let text: string | null = null;
  try {
    text = await readText(file);
    const parsed = settingsSchema.safeParse(text === null ? {} : parseJson(text));
    if (parsed.success) return { text, settings: parsed.data, problem: null };
    return { text, settings: null, problem: malformedProblem(file, z.prettifyError(parsed.error)) };
  } catch (error) {
    return { text, settings: null, problem: malformedProblem(file, (error as Error).message) };
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
