import type { ManagedNode } from '../shared/node.js';
import { joinNode, sameNode, type Ec2Half, type SsmHalf } from './join.js';

/** What it means that SSM has told nothing of an instance. */
type Unlisted = Exclude<ManagedNode['managed'], 'yes'>;

/**
 * The nodes of one source, joined from two listings that arrive page by page and in any order.
 *
 * A refresh replaces nothing until it knows better: what a listing has not reached yet keeps showing as it was, and a
 * listing that failed takes nothing away.
 */
export class NodeStore {
  private readonly ec2 = new Map<string, Ec2Half>();
  private readonly ssm = new Map<string, SsmHalf>();
  private readonly joined = new Map<string, ManagedNode>();
  /** Names of images by their id; an image that EC2 no longer knows has an empty one. */
  private readonly images = new Map<string, string>();
  /** Whether SSM's listing was once complete, so that what it has not named is not managed. */
  private isSsmListed = false;

  /** @param sourceId the source that the nodes are listed from */
  public constructor(private readonly sourceId: string) {}

  public get size(): number {
    return this.joined.size;
  }

  public get(id: string): ManagedNode | undefined {
    return this.joined.get(id);
  }

  public all(): ManagedNode[] {
    return [...this.joined.values()];
  }

  /** Takes a page of EC2's listing; returns the nodes that are new or show something new. */
  public addEc2(page: ReadonlyMap<string, Ec2Half>): ManagedNode[] {
    for (const [id, half] of page) this.ec2.set(id, half);
    return this.rejoin(page.keys());
  }

  /** Takes a page of SSM's listing; returns the nodes that are new or show something new. */
  public addSsm(page: ReadonlyMap<string, SsmHalf>): ManagedNode[] {
    for (const [id, half] of page) this.ssm.set(id, half);
    return this.rejoin(page.keys());
  }

  /** The ids of the images whose names are not known yet. */
  public unknownImages(): string[] {
    const ids = new Set<string>();
    for (const { imageId } of this.ec2.values())
      if (imageId !== null && !this.images.has(imageId)) ids.add(imageId);
    return [...ids];
  }

  /** Takes names of images; an empty one says that EC2 does not know it. Returns the nodes that show something new. */
  public addImages(names: ReadonlyMap<string, string>): ManagedNode[] {
    for (const [id, name] of names) this.images.set(id, name);
    const touched = [...this.ec2].filter(([, { imageId }]) => imageId !== null && names.has(imageId));
    return this.rejoin(touched.map(([id]) => id));
  }

  /**
   * Ends a refresh: drops what a listing did not see any more.
   *
   * @param seen the ids of each complete listing; null for one that failed
   * @returns the nodes that show something new for it, and the ids that neither listing knows
   */
  public settle(seen: { ec2: ReadonlySet<string> | null; ssm: ReadonlySet<string> | null }): {
    changed: ManagedNode[];
    removed: string[];
  } {
    const touched = [...drop(this.ec2, seen.ec2), ...drop(this.ssm, seen.ssm)];
    const removed = [...this.joined.keys()].filter((id) => !this.ec2.has(id) && !this.ssm.has(id));
    for (const id of removed) this.joined.delete(id);
    if (seen.ssm !== null) this.isSsmListed = true;
    const unlisted = this.isSsmListed ? 'no' : 'unknown';
    const untold = [...this.joined.values()].filter(
      ({ managed }) => managed === 'checking' || (managed === 'unknown' && unlisted === 'no'),
    );
    const ids = new Set([...touched.filter((id) => this.joined.has(id)), ...untold.map(({ id }) => id)]);
    return { changed: this.rejoin(ids, unlisted), removed };
  }

  /** Forgets everything; returns the ids that were there. */
  public clear(): string[] {
    const ids = [...this.joined.keys()];
    for (const map of [this.ec2, this.ssm, this.joined, this.images]) map.clear();
    this.isSsmListed = false;
    return ids;
  }

  /** All that is known, as the listings said it. */
  public halves(): {
    readonly ec2: [string, Ec2Half][];
    readonly ssm: [string, SsmHalf][];
    readonly images: [string, string][];
    readonly isSsmListed: boolean;
  } {
    const { isSsmListed } = this;
    return { ec2: [...this.ec2], ssm: [...this.ssm], images: [...this.images], isSsmListed };
  }

  /** Starts with what was known before. */
  public fill(known: {
    readonly ec2: Iterable<readonly [string, Ec2Half]>;
    readonly ssm: Iterable<readonly [string, SsmHalf]>;
    readonly images: Iterable<readonly [string, string]>;
    readonly isSsmListed: boolean;
  }): void {
    this.isSsmListed = known.isSsmListed;
    const unlisted = known.isSsmListed ? 'no' : 'unknown';
    for (const [id, name] of known.images) this.images.set(id, name);
    for (const [id, half] of known.ec2) this.ec2.set(id, half);
    for (const [id, half] of known.ssm) this.ssm.set(id, half);
    this.rejoin(this.ec2.keys(), unlisted);
    this.rejoin(this.ssm.keys(), unlisted);
  }

  /** @param unlisted what the lack of SSM's half means from now on; left out, it means what it did */
  private rejoin(ids: Iterable<string>, unlisted?: Unlisted): ManagedNode[] {
    const changed: ManagedNode[] = [];
    for (const id of ids) {
      const ec2 = this.ec2.get(id);
      const imageName = this.images.get(ec2?.imageId ?? '') ?? '';
      const before = this.joined.get(id);
      const node = joinNode(
        { id, sourceId: this.sourceId },
        ec2,
        this.ssm.get(id),
        unlisted ?? meaningOf(before),
        imageName === '' ? null : imageName,
      );
      if (before !== undefined && sameNode(before, node)) continue;
      this.joined.set(id, node);
      changed.push(node);
    }
    return changed;
  }
}

/** What the lack of SSM's half means for a node that was known, or was not. */
const meaningOf = (before: ManagedNode | undefined): Unlisted =>
  before === undefined || before.managed === 'yes' ? 'checking' : before.managed;

function drop(map: Map<string, unknown>, seen: ReadonlySet<string> | null): string[] {
  if (seen === null) return [];
  const gone = [...map.keys()].filter((id) => !seen.has(id));
  for (const id of gone) map.delete(id);
  return gone;
}
