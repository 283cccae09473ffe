import type { Verification } from '../../shared/contract/index.js';
import type { Checksums } from './checksums.js';
import type { FileSystem } from './file-system.js';
import { readWhole } from './read-whole.js';

/** Pieces compared when a file is sampled: the first, the last, and between them at even distances. */
const SAMPLES = 8;
const SAMPLE_BYTES = 32 * 1024;

/** Two files that should hold the same. */
export interface Pair {
  readonly source: {
    readonly files: FileSystem;
    readonly path: string;
    readonly checksums: Checksums | null;
    /** SHA-256 of what was read of it, where that is known already. */
    readonly digest?: string | null;
  };
  readonly target: {
    readonly files: FileSystem;
    readonly path: string;
    readonly checksums: Checksums | null;
  };
  /** How many bytes from the start are compared. */
  readonly length: number;
  /** Whether that is all there is of both. */
  readonly isWhole: boolean;
}

/**
 * Compares two files.
 *
 * @returns whether they hold the same, and how closely that was looked at
 */
export async function compare(
  pair: Pair,
  how: Verification,
  signal: AbortSignal,
): Promise<{ same: boolean; how: Verification }> {
  if (how === 'none' || pair.length === 0) return { same: true, how };
  if (how === 'full') {
    const [source, target] = await Promise.all([
      pair.source.digest ?? digest(pair, 'source', signal),
      digest(pair, 'target', signal),
    ]);
    if (source !== null && target !== null) return { same: source === target, how: 'full' };
  }
  return { same: await sameSamples(pair, signal), how: 'sampled' };
}

async function digest(pair: Pair, end: 'source' | 'target', signal: AbortSignal): Promise<string | null> {
  const { path, checksums } = pair[end];
  if (!checksums) return null;
  return pair.isWhole
    ? checksums.ofFile(path, pair.length, signal)
    : checksums.ofBeginning(path, pair.length, signal);
}

async function sameSamples(pair: Pair, signal: AbortSignal): Promise<boolean> {
  const source = await pair.source.files.openRead(pair.source.path);
  try {
    const target = await pair.target.files.openRead(pair.target.path);
    try {
      for (const offset of sampleOffsets(pair.length)) {
        signal.throwIfAborted();
        const length = Math.min(SAMPLE_BYTES, pair.length - offset);
        const [one, other] = await Promise.all([
          readWhole(source, offset, length),
          readWhole(target, offset, length),
        ]);
        if (!one.equals(other)) return false;
      }
      return true;
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** Where samples of a file of this length begin. */
export function sampleOffsets(length: number): number[] {
  const last = Math.max(0, length - SAMPLE_BYTES);
  const offsets = Array.from({ length: SAMPLES }, (_, index) => Math.round((last * index) / (SAMPLES - 1)));
  return [...new Set(offsets)];
}
