import { mkdir, open, rm } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { KeyFile } from '../shared/contract/index.js';
import { problem, ProblemError } from '../shared/problem.js';
import { readKeyFile } from './file-bytes.js';
import { inspectKey } from './key-file.js';
import type { Permissions } from './access.js';
import { systemPermissions } from './permissions.js';

/** A second file of the same name gets a number; nobody has a hundred. */
const MAX_COPIES = 100;

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
   * Copies a key into a folder as a file of the owner's alone. Nothing is overwritten: where the name is taken the copy
   * gets a number.
   *
   * @param folder made with mode 0700 if missing
   * @throws ProblemError as `inspectKey`, and `key.cannot-mend` when not even the copy can be private
   */
  public async copyPrivate(path: string, folder: string): Promise<KeyFile> {
    const original = await inspectKey(path, this.permissions);
    const { bytes } = await readKeyFile(original.path);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { file, handle } = await createNew(folder, original.name);
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
      const copy = await inspectKey(file, this.permissions);
      if (copy.problem?.code === 'key.too-open') throw cannotMend(file);
      return copy;
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    }
  }
}

async function createNew(folder: string, name: string) {
  const extension = extname(name);
  const stem = basename(name, extension);
  for (let number = 1; number < MAX_COPIES; number++) {
    const file = join(folder, number === 1 ? name : `${stem}-${number}${extension}`);
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
