import { deflateRawSync } from 'node:zlib';
import type { FileSystem } from './file-system.js';
import { joinPath } from '../../shared/file-path.js';

const SAMPLE_FILES = 4;
const SAMPLE_BYTES = 64 * 1024;
/** What SSH's compression has to save before it is worth its time: zlib does about 50 MB/s on one core. */
const WORTH_RATIO = 0.8;
/** Folders deep and entries wide that are looked at: a sample, not a search. */
const MAX_LOOKED_AT = 64;

/**
 * Whether files shrink much, found out by compressing pieces of some of them. Names say little: a `.log` may be
 * encrypted, a file without an extension may be text.
 */
export async function isCompressible(files: FileSystem, paths: readonly string[]): Promise<boolean> {
  let before = 0;
  let after = 0;
  for (const { path, size } of await someFiles(files, paths)) {
    const handle = await files.openRead(path);
    try {
      // From the middle: the beginning is often a header unlike the rest.
      const bytes = await handle.read(Math.max(0, Math.floor((size - SAMPLE_BYTES) / 2)), SAMPLE_BYTES);
      before += bytes.length;
      after += deflateRawSync(bytes, { level: 6 }).length;
    } finally {
      await handle.close();
    }
  }
  return before > 0 && after / before < WORTH_RATIO;
}

async function someFiles(
  files: FileSystem,
  paths: readonly string[],
): Promise<{ path: string; size: number }[]> {
  const found: { path: string; size: number }[] = [];
  const waiting = paths.slice(0, MAX_LOOKED_AT);
  for (let looked = 0; looked < MAX_LOOKED_AT && waiting.length > 0; looked++) {
    const path = waiting.shift() ?? '';
    const { kind, size } = await files.lstat(path);
    if (kind === 'file' && size > 0) found.push({ path, size });
    if (kind !== 'directory') continue;
    for await (const entries of files.list(path)) {
      for (const { name, attributes } of entries) {
        const inside = joinPath(files.traits, path, name);
        if (attributes.kind === 'file' && attributes.size > 0)
          found.push({ path: inside, size: attributes.size });
        else if (attributes.kind === 'directory' && waiting.length < MAX_LOOKED_AT) waiting.push(inside);
      }
      if (found.length >= MAX_LOOKED_AT) break;
    }
  }
  return found.sort((a, b) => b.size - a.size).slice(0, SAMPLE_FILES);
}
