import type { CopySpec, Verification } from '../../shared/contract/index.js';
import type { WriteDecision } from './conflicts.js';
import type { Item } from './copy-item.js';
import type { CopySides } from './copy-sides.js';
import { isFileError, isLost, type FileAttributes } from './file-system.js';
import type { Parts } from './parts.js';
import type { Room } from './room.js';
import { stampOf } from './stamps.js';
import type { Tally } from './tally.js';
import { transfer } from './transfer.js';
import type { TransferContext } from './transfer-request.js';

/** Above this a file is copied by itself, over all lanes at once; below, many are copied side by side. */
export const BIG_BYTES = 4 * 1024 * 1024;
/** Parts smaller than this are not worth proving: they are copied again. */
const RESUMABLE_BYTES = 256 * 1024;

/** What copying contents needs of its copy. */
export interface ContentsContext {
  readonly sides: CopySides;
  readonly parts: Parts;
  readonly room: Room;
  readonly tally: Tally;
  readonly transfers: TransferContext;
  /** The parts have changed: they are worth keeping. */
  changed(): void;
}

/** Puts what files hold, and symlinks, at the target: by way of parts, which it keeps account of. */
export class CopyContents {
  public constructor(
    private readonly spec: CopySpec,
    private readonly context: ContentsContext,
  ) {}

  /** Through a part as well: its time is set before it has its name, so that it is known again as this job's own. */
  public async copySymlink(
    { sourcePath, attributes }: Item,
    { targetPath, existing }: WriteDecision,
  ): Promise<void> {
    const { sides, parts } = this.context;
    const held = await sides.source.readLink(sourcePath);
    const partPath = parts.pathFor(targetPath);
    const source = stampOf(attributes);
    const part = { sourcePath, targetPath, partPath, source, bytesDone: 0, original: null };
    parts.keep(part);
    try {
      try {
        await sides.target.makeSymlink(held, partPath);
      } catch (error) {
        if (!isFileError(error, 'exists')) throw error;
        await sides.target.removeFile(partPath);
        await sides.target.makeSymlink(held, partPath);
      }
      const { modifiedMs } = attributes;
      if (modifiedMs !== null) await sides.target.setAttributes(partPath, { modifiedMs });
      if (existing === null) await sides.target.rename(partPath, targetPath);
      else {
        await parts.beforeReplacing();
        await sides.target.replace(partPath, targetPath);
      }
      parts.forget(partPath);
    } catch (error) {
      if (!isLost(error)) {
        parts.forget(partPath);
        await parts.remove(part).catch(() => undefined);
      }
      throw error;
    }
  }

  /** @returns how closely the copy was compared with its source */
  public async copyFile(item: Item, decision: WriteDecision, signal: AbortSignal): Promise<Verification> {
    const { sourcePath, attributes } = item;
    const { targetPath, existing } = decision;
    const { parts, room, tally, transfers } = this.context;
    tally.begin(sourcePath, attributes.size);
    const part = await parts.begin(item, decision, signal);
    const { partPath, bytesDone: resumeFrom } = part;
    if (resumeFrom > 0) tally.moved(sourcePath, resumeFrom, false);
    // Small ones, too, until they are in place: whoever cancels wants no trace of them.
    parts.keep(part);
    try {
      if (attributes.size > BIG_BYTES) await room.check(targetPath, attributes.size - resumeFrom);
      const how = await transfer(
        {
          sourcePath,
          attributes,
          targetPath,
          partPath,
          resumeFrom,
          replace: existing !== null && decision.kind === 'copy',
          onlyWhile: this.spec.onlyIfTargetIs && existing ? stampOf(existing) : null,
          verify: this.spec.verify ?? 'full',
          keep: this.kept(attributes, existing),
          signal,
          onProgress: (bytes, prefix) => {
            tally.moved(sourcePath, bytes);
            if (attributes.size < RESUMABLE_BYTES) return;
            parts.keep({ ...part, bytesDone: prefix });
            this.context.changed();
          },
        },
        transfers,
      );
      parts.forget(partPath);
      return how;
    } catch (error) {
      // What is lost or paused goes on later; what failed begins anew.
      if (!signal.aborted && !isLost(error)) {
        const left = parts.forget(partPath) ?? part;
        await parts.remove(left).catch(() => undefined);
      }
      throw error;
    }
  }

  /** Removes the parts that are known, as far as they can be reached. */
  public async removeParts(): Promise<void> {
    const { parts } = this.context;
    const { all } = parts;
    for (const { partPath } of all) parts.forget(partPath);
    for (const part of all) await parts.remove(part).catch(() => undefined);
  }

  /**
   * Mode and time of a copy: the source's mode, else that of the file that it replaces, where there is one. One that
   * goes back over the file that it was made from leaves the mode, and is new.
   */
  private kept(
    { mode, modifiedMs }: FileAttributes,
    existing: FileAttributes | null,
  ): { mode?: number; modifiedMs?: number } {
    const there = existing?.mode ?? null;
    if (this.spec.onlyIfTargetIs && existing) return there === null ? {} : { mode: there };
    const kept = mode === null ? there : mode & 0o777;
    return {
      ...(kept === null ? {} : { mode: kept }),
      ...(modifiedMs === null ? {} : { modifiedMs }),
    };
  }
}
