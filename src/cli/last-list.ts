import { join } from 'node:path';
import { NodeStore } from '../aws/node-store.js';
import { Snapshots } from '../aws/snapshots.js';
import { listKeyOf } from '../aws/source.js';
import type { ManagedNode } from '../shared/node.js';
import type { Place } from './aws/place.js';
import { dataFolder } from './data-folder.js';
import { SILENT } from './silent-log.js';

/** The app lists every minute while it is looked at: what such a list (ms) has not is not there. */
const FRESH_MS = 10 * 60_000;

/** What the app last saw in a place. */
export interface LastList {
  readonly nodes: readonly ManagedNode[];
  /** Whether it is so young that a node which it has not need not be looked for there. */
  readonly isFresh: boolean;
}

/** Reads what the app has kept of a place; null when it has nothing. Never rejects. */
export async function lastList(place: Place): Promise<LastList | null> {
  const { source, env } = place;
  const snapshot = await new Snapshots(join(dataFolder(env), 'fleet'), SILENT).read(source.id);
  if (snapshot?.listedFrom !== listKeyOf(source)) return null;
  const store = new NodeStore(source.id);
  store.fill(snapshot);
  return { nodes: store.all(), isFresh: Date.now() - snapshot.listedAt < FRESH_MS };
}
