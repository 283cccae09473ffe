import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import {
  contentSchema,
  editedFileSchema,
  type Content,
  type EditedFile,
  type LeftEdit,
} from '../../../shared/contract/index.js';
import { baseName } from '../../../shared/file-path.js';
import type { Log } from '../../../shared/log.js';
import { problem, ProblemError } from '../../../shared/problem.js';
import { readJson, writeJson } from '../../../storage/json-file.js';
import { localName } from './local-name.js';

/** Between two looks (ms) at what is edited. Watching folders misses writes on some disks; looking misses none. */
const LOOK_MS = 500;
/** Looks at a file that somebody is writing to before what it holds is given up on. */
const QUIET_LOOKS = 20;

const RECORD = 'edit.json';
const recordSchema = editedFileSchema.extend({
  /** What the node had when both were the same; null before there was a copy. */
  base: contentSchema.nullable(),
});

interface Edit {
  readonly file: EditedFile;
  readonly folder: string;
  base: Content | null;
  /** Whether somebody hears of changes. */
  isFollowed: boolean;
  /** The checksum that was told last. */
  told: string | null;
  /** The stamp at the last look, and the one of what was told. */
  seen: string | null;
  toldAt: string | null;
}

interface Events {
  /** What a copy holds has become another. */
  changed(editId: string): void;
  leftChanged(): void;
}

/**
 * Copies of nodes' files that people edit, each in a folder of its own that only they can enter. Those with changes
 * that are not on the node stay there when the app ends, and are found again.
 */
export class EditedFiles {
  private readonly edits = new Map<string, Edit>();
  private timer: NodeJS.Timeout | null = null;

  private constructor(
    private readonly root: string,
    private readonly events: Events,
    private readonly platform: NodeJS.Platform,
    private readonly lookMs: number,
  ) {}

  /**
   * Finds what former runs have left, and removes what has no changes.
   *
   * @param lookMs between two looks at the files
   */
  public static async load(
    root: string,
    log: Log,
    events: Events,
    platform: NodeJS.Platform = process.platform,
    lookMs: number = LOOK_MS,
  ): Promise<EditedFiles> {
    const files = new EditedFiles(root, events, platform, lookMs);
    for (const name of await readdir(root).catch(() => []))
      await files.find(join(root, name)).catch((error: unknown) => {
        log.warn('An edited file that was left cannot be read', { name, reason: String(error) });
      });
    return files;
  }

  /** Makes room for a copy. @param path of the file on the node */
  public async begin(
    nodeId: string,
    path: string,
  ): Promise<EditedFile & { readonly folder: string; readonly name: string }> {
    const editId = randomUUID();
    const folder = join(this.root, editId);
    const name = localName(baseName({ separator: '/' }, path), this.platform);
    const file: EditedFile = { editId, nodeId, path, localPath: join(folder, 'file', name) };
    await mkdir(join(folder, 'file'), { recursive: true, mode: 0o700 });
    const edit: Edit = { file, folder, base: null, isFollowed: false, told: null, seen: null, toldAt: null };
    this.edits.set(editId, edit);
    await write(edit);
    return { ...file, folder: join(folder, 'file'), name };
  }

  /** The copy is there and as on the node. @returns what it holds */
  public async fetched(editId: string): Promise<Content> {
    const edit = this.of(editId);
    const { localPath } = edit.file;
    const { mode } = await stat(localPath);
    // Writable here, whatever it is there, and not to be run by a click.
    if (this.platform !== 'win32') await chmod(localPath, (mode | 0o600) & 0o666);
    const base = await contentOf(localPath);
    await this.rebase(edit, base);
    this.follow(edit, base.sha256);
    return base;
  }

  /** Where the copy is. */
  public pathOf(editId: string): string {
    return this.of(editId).file.localPath;
  }

  /**
   * Copies what an edited file holds now to beside it, whole: editors write while an upload runs.
   *
   * @returns null when that is what the node has, or the file is gone
   */
  public async takeChange(editId: string): Promise<{ path: string; content: Content } | null> {
    const edit = this.of(editId);
    const { localPath } = edit.file;
    const folder = join(edit.folder, 'upload');
    const path = join(folder, 'content');
    for (let look = 0; look < QUIET_LOOKS; look++) {
      const before = await stampOf(localPath);
      if (before !== null) {
        await rm(folder, { recursive: true, force: true });
        await mkdir(folder, { mode: 0o700 });
        await copyFile(localPath, path, constants.COPYFILE_FICLONE);
        if ((await stampOf(localPath)) === before) {
          const content = await contentOf(path);
          return content.sha256 === edit.base?.sha256 ? null : { path, content };
        }
      }
      await delay(this.lookMs);
    }
    return null;
  }

  public async uploaded(editId: string, base: Content): Promise<void> {
    await this.rebase(this.of(editId), base);
  }

  /** Removes a copy with its changes. */
  public async end(editId: string): Promise<void> {
    const edit = this.edits.get(editId);
    if (edit === undefined) return;
    this.edits.delete(editId);
    this.stopWhenIdle();
    await rm(edit.folder, { recursive: true, force: true });
    if (!edit.isFollowed) this.events.leftChanged();
  }

  /** Those that nobody follows. */
  public left(): LeftEdit[] {
    return [...this.edits.values()].flatMap(({ file, base, isFollowed }) =>
      isFollowed || base === null ? [] : [{ ...file, base }],
    );
  }

  /** Follows one that was left. @returns null when it is gone, or followed by somebody else already */
  public adopt(editId: string): LeftEdit | null {
    const edit = this.edits.get(editId);
    if (edit === undefined || edit.base === null || edit.isFollowed) return null;
    this.follow(edit, edit.base.sha256);
    this.events.leftChanged();
    return { ...edit.file, base: edit.base };
  }

  /** Nobody follows any of them from now on: those with changes are left, the others are removed. */
  public async release(): Promise<void> {
    for (const edit of this.edits.values()) edit.isFollowed = false;
    this.stopWhenIdle();
    for (const [editId, edit] of this.edits) if (!(await hasChanges(edit))) await this.end(editId);
    this.events.leftChanged();
  }

  private of(editId: string): Edit {
    const edit = this.edits.get(editId);
    if (edit === undefined)
      throw new ProblemError(problem('unexpected', {}, { details: `No file is edited as ${editId}` }));
    return edit;
  }

  private async find(folder: string): Promise<void> {
    const { base, ...file } = recordSchema.parse(await readJson(join(folder, RECORD)));
    const edit: Edit = { file, folder, base, isFollowed: false, told: null, seen: null, toldAt: null };
    if (await hasChanges(edit)) this.edits.set(file.editId, edit);
    else await rm(folder, { recursive: true, force: true });
  }

  private async rebase(edit: Edit, base: Content): Promise<void> {
    edit.base = base;
    await write(edit);
  }

  private follow(edit: Edit, told: string): void {
    edit.isFollowed = true;
    edit.told = told;
    edit.seen = null;
    edit.toldAt = null;
    this.lookSoon();
  }

  private lookSoon(): void {
    this.timer ??= setTimeout(() => {
      void Promise.all([...this.edits.values()].map((edit) => this.look(edit))).finally(() => {
        this.timer = null;
        if ([...this.edits.values()].some(({ isFollowed }) => isFollowed)) this.lookSoon();
      });
    }, this.lookMs);
  }

  /** Tells of what is the same at two looks: nobody is writing it any more. Never rejects. */
  private async look(edit: Edit): Promise<void> {
    if (!edit.isFollowed) return;
    const { localPath } = edit.file;
    const stamp = await stampOf(localPath);
    const isQuiet = stamp !== null && stamp === edit.seen;
    edit.seen = stamp;
    if (!isQuiet || stamp === edit.toldAt) return;
    const content = await contentOf(localPath).catch(() => null);
    const isSettled = content !== null && (await stampOf(localPath)) === stamp;
    // It may have been ended meanwhile.
    if (!isSettled || this.edits.get(edit.file.editId)?.isFollowed !== true) return;
    edit.toldAt = stamp;
    if (content.sha256 === edit.told) return;
    edit.told = content.sha256;
    this.events.changed(edit.file.editId);
  }

  private stopWhenIdle(): void {
    if (this.timer === null || [...this.edits.values()].some(({ isFollowed }) => isFollowed)) return;
    clearTimeout(this.timer);
    this.timer = null;
  }
}

const write = (edit: Edit): Promise<void> =>
  writeJson(join(edit.folder, RECORD), {
    ...edit.file,
    base: edit.base,
  } satisfies z.input<typeof recordSchema>);

async function hasChanges({ file, base }: Edit): Promise<boolean> {
  if (base === null) return false;
  const content = await contentOf(file.localPath).catch(() => null);
  return content !== null && content.sha256 !== base.sha256;
}

/** What tells one version of a file from another without reading it; null when it is not there. */
async function stampOf(path: string): Promise<string | null> {
  const found = await stat(path, { bigint: true }).catch(() => null);
  return found === null ? null : `${found.size} ${found.mtimeNs} ${found.ino}`;
}

async function contentOf(path: string): Promise<Content> {
  const { size, mtimeMs } = await stat(path);
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return { size, modifiedMs: mtimeMs, sha256: hash.digest('hex') };
}
