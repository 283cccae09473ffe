import { lstat, mkdir, open, rm, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { KeyFile } from '../shared/contract/index.js';
import { problem, ProblemError } from '../shared/problem.js';
import { readKeyFile } from './file-bytes.js';
import { inspectKey } from './key-file.js';
import type { Permissions } from './access.js';
import { systemPermissions } from './permissions.js';

/** A second file of the same name gets a number; nobody has a hundred. */
const MAX_COPIES = 100;
/** What ssh looks for beside a key: its public half, and its certificate. */
const COMPANIONS = ['.pub', '-cert.pub'];

/** Makes key files their owner's alone, and undoes that for those that it has mended in this run. */
export class KeyMender {
  private readonly undo = new Map<string, () => Promise<void>>();

  public constructor(private readonly permissions: Permissions = systemPermissions()) {}

  /**
   * Makes a key file readable by its owner only, and looks at it again. Files that are no private keys are not touched.
   *
   * @throws ProblemError as `inspectKey`, and `key.cannot-mend` when the system refused or the filesystem ignored it
   */
  public async mend(path: string): Promise<KeyFile> {
    const before = await inspectKey(path, this.permissions);
    if (before.problem?.code !== 'key.too-open') return before;
    let restore: () => Promise<void>;
    try {
      restore = await this.permissions.makePrivate(before.path);
    } catch (error) {
      throw cannotMend(before.path, (error as Error).message);
    }
    const after = await inspectKey(path, this.permissions);
    if (after.problem?.code === 'key.too-open') throw cannotMend(before.path);
    this.undo.set(after.path, restore);
    return after;
  }

  /** Gives a file that was mended in this run its former permissions back, unless it was changed or replaced since. */
  public async undoMend(path: string): Promise<KeyFile> {
    const restore = this.undo.get(path);
    this.undo.delete(path);
    await restore?.();
    return inspectKey(path, this.permissions);
  }

  /**
   * Copies a key into a folder as a file of the owner's alone, with what belongs to it: its public half and its
   * certificate, where they are beside it. Nothing is overwritten: where one of the names is taken the copy gets a number.
   *
   * @param folder made with mode 0700 if missing
   * @throws ProblemError as `inspectKey`, and `key.cannot-mend` when not even the copy can be private
   */
  public async copyPrivate(path: string, folder: string): Promise<KeyFile> {
    const original = await inspectKey(path, this.permissions);
    const { bytes } = await readKeyFile(original.path);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { file, handle } = await createNew(folder, original.name);
    const made = [file];
    try {
      try {
        // The permissions come first, the content after that.
        if ((await this.permissions.judge([file]))[0]?.others.length !== 0)
          await this.permissions.makePrivate(file);
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        bytes.fill(0);
        await handle.close();
      }
      if ((await inspectKey(file, this.permissions)).problem?.code === 'key.too-open') throw cannotMend(file);
      for (const suffix of COMPANIONS)
        if (await copyBeside(original.path + suffix, file + suffix)) made.push(file + suffix);
      return await inspectKey(file, this.permissions);
    } catch (error) {
      for (const each of made) await rm(each, { force: true });
      throw error;
    }
  }
}

/** Copies a public file, if it is there and is no more than a key has. @returns whether there is a copy now */
async function copyBeside(from: string, to: string): Promise<boolean> {
  const read = await readKeyFile(from).catch(() => null);
  if (read === null) return false;
  await writeFile(to, read.bytes, { flag: 'wx', mode: 0o644 });
  return true;
}

/** Whether a file, or what belongs to a key of that name, is there already. */
async function isTaken(file: string): Promise<boolean> {
  for (const suffix of COMPANIONS) {
    const found = await lstat(file + suffix).catch(() => null);
    if (found !== null) return true;
  }
  return false;
}

async function createNew(folder: string, name: string) {
  const extension = extname(name);
  const stem = basename(name, extension);
  for (let number = 1; number < MAX_COPIES; number++) {
    const file = join(folder, number === 1 ? name : `${stem}-${number}${extension}`);
    if (await isTaken(file)) continue;
    try {
      return { file, handle: await open(file, 'wx', 0o400) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
        throw cannotMend(file, (error as Error).message);
    }
  }
  throw cannotMend(join(folder, name));
}

function cannotMend(path: string, details?: string): ProblemError {
  return new ProblemError(problem('key.cannot-mend', { path }, { details, remedies: ['choose-key'] }));
}
