import { UsageError } from '../command.js';

/** A file here, or one on a node. */
export type CopyPlace =
  | { readonly side: 'local'; readonly path: string }
  | { readonly side: 'remote'; readonly path: string; readonly user: string | null; readonly word: string };

/** Sources on one side, the target on the other. */
export interface CopyPlaces {
  readonly sources: readonly CopyPlace[];
  readonly target: CopyPlace;
  readonly user: string | null;
  /** The node's id or name. */
  readonly word: string;
}

/**
 * Reads one place as scp does: a colon before the first slash means a node. A drive letter of Windows is none.
 */
export function parsePlace(text: string, platform: NodeJS.Platform = process.platform): CopyPlace {
  const [, user, word, path] = /^(?:([^@:/]+)@)?([^:/]+):(.*)$/s.exec(text) ?? [];
  if (word === undefined || path === undefined || (platform === 'win32' && /^[a-z]$/i.test(word)))
    return { side: 'local', path: text };
  return { side: 'remote', path, user: user ?? null, word };
}

/** Reads `SRC… DST`. @throws UsageError unless exactly one side is one node's */
export function parsePlaces(words: readonly string[]): CopyPlaces {
  const places = words.map((word) => parsePlace(word));
  const target = places.at(-1);
  const sources = places.slice(0, -1);
  if (target === undefined || sources.length === 0) throw new UsageError('say what to copy, and where to');
  const remote = places.flatMap((place) => (place.side === 'remote' ? [place] : []));
  const [first] = remote;
  if (first === undefined) throw new UsageError('one side has to be on a node, such as web-1:/srv');
  if (sources.some(({ side }) => side === target.side))
    throw new UsageError('one side has to be here and the other on a node');
  if (remote.some(({ word, user }) => word !== first.word || user !== first.user))
    throw new UsageError('all sources have to be on the same node');
  return { sources, target, user: first.user, word: first.word };
}
