import type { ManagedNode } from '../shared/node.js';
import { joinNode, sameNode, type Ec2Half, type SsmHalf } from './join.js';
import { shareTexts } from '../shared/share-texts.js';

/** What it means that SSM has told nothing of an instance. */
type Unlisted = Exclude<ManagedNode['managed'], 'yes'>;

/** What the two listings say of one machine; one of them may not know it. */
interface Halves {
  ec2: Ec2Half | undefined;
  ssm: SsmHalf | undefined;
  /** What the lack of SSM's half means. */
  unlisted: Unlisted;
}

/**
 * The nodes of one source, joined from two listings that arrive page by page and in any order.
 *
 * A refresh replaces nothing until it knows better: what a listing has not reached yet keeps showing as it was, and a
 * listing that failed takes nothing away.
 *
 * Only the halves are kept. A node is joined when somebody asks for it: the window has all of them, and a second hundred
 * thousand here would cost memory for nothing.
 */
export class NodeStore {
  private readonly machines = new Map<string, Halves>();
  /** Names of images by their id; an image that EC2 no longer knows has an empty one. */
  private readonly images = new Map<string, string>();
  /** Whether SSM's listing was once complete, so that what it has not named is not managed. */
  private isSsmListed = false;

  /** @param sourceId the source that the nodes are listed from */
  public constructor(private readonly sourceId: string) {}

  public get size(): number {
    return this.machines.size;
  }

  public has(id: string): boolean {
    return this.machines.has(id);
  }

  public get(id: string): ManagedNode | undefined {
    const halves = this.machines.get(id);
    return halves && this.join(id, halves);
  }

  public all(): ManagedNode[] {
    return Array.from(this.machines, ([id, halves]) => this.join(id, halves));
  }

  /** Takes a page of EC2's listing; returns the nodes that are new or show something new. */
  public addEc2(page: ReadonlyMap<string, Ec2Half>): ManagedNode[] {
    return this.change(page.keys(), (halves, id) => (halves.ec2 = page.get(id)));
  }

  /** Takes a page of SSM's listing; returns the nodes that are new or show something new. */
  public addSsm(page: ReadonlyMap<string, SsmHalf>): ManagedNode[] {
    return this.change(page.keys(), (halves, id) => (halves.ssm = page.get(id)));
  }

  /** The ids of the images whose names are not known yet. */
  public unknownImages(): string[] {
    const ids = new Set<string>();
    for (const { ec2 } of this.machines.values()) {
      const imageId = ec2?.imageId ?? null;
      if (imageId !== null && !this.images.has(imageId)) ids.add(imageId);
    }
    return [...ids];
  }

  /** Takes names of images; an empty one says that EC2 does not know it. Returns the nodes that show something new. */
  public addImages(names: ReadonlyMap<string, string>): ManagedNode[] {
    const told = new Set<string>();
    for (const [imageId, name] of names) {
      if ((this.images.get(imageId) ?? '') !== name) told.add(imageId);
      this.images.set(imageId, name);
    }
    const changed: ManagedNode[] = [];
    for (const [id, halves] of this.machines)
      if (told.has(halves.ec2?.imageId ?? '')) changed.push(this.join(id, halves));
    return changed;
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
    if (seen.ssm !== null) this.isSsmListed = true;
    const { unlisted } = this;
    const isEc2Gone = (id: string) => seen.ec2?.has(id) === false;
    const isSsmGone = (id: string) => seen.ssm?.has(id) === false;
    const removed: string[] = [];
    const touched: string[] = [];
    for (const [id, { ec2, ssm, ...before }] of this.machines) {
      const hasEc2 = ec2 !== undefined && !isEc2Gone(id);
      const hasSsm = ssm !== undefined && !isSsmGone(id);
      if (!hasEc2 && !hasSsm) removed.push(id);
      else if ((ec2 && !hasEc2) || (ssm && !hasSsm) || before.unlisted !== unlisted) touched.push(id);
    }
    for (const id of removed) this.machines.delete(id);
    const changed = this.change(touched, (halves, id) => {
      if (isEc2Gone(id)) halves.ec2 = undefined;
      if (isSsmGone(id)) halves.ssm = undefined;
      halves.unlisted = unlisted;
    });
    return { changed, removed };
  }

  /** Forgets everything; returns the ids that were there. */
  public clear(): string[] {
    const ids = [...this.machines.keys()];
    this.machines.clear();
    this.images.clear();
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
    const ec2: [string, Ec2Half][] = [];
    const ssm: [string, SsmHalf][] = [];
    for (const [id, halves] of this.machines) {
      if (halves.ec2) ec2.push([id, halves.ec2]);
      if (halves.ssm) ssm.push([id, halves.ssm]);
    }
    return { ec2, ssm, images: [...this.images], isSsmListed: this.isSsmListed };
  }

  /** Starts with what was known before. */
  public fill(known: {
    readonly ec2: Iterable<readonly [string, Ec2Half]>;
    readonly ssm: Iterable<readonly [string, SsmHalf]>;
    readonly images: Iterable<readonly [string, string]>;
    readonly isSsmListed: boolean;
  }): void {
    this.isSsmListed = known.isSsmListed;
    for (const [id, name] of known.images) this.images.set(id, name);
    for (const [id, half] of known.ec2) this.machine(id).ec2 = shareTexts(half);
    for (const [id, half] of known.ssm) this.machine(id).ssm = shareTexts(half);
    for (const halves of this.machines.values()) halves.unlisted = this.unlisted;
  }

  /** What it means after a listing that SSM has not named an instance. */
  private get unlisted(): Unlisted {
    return this.isSsmListed ? 'no' : 'unknown';
  }

  private machine(id: string): Halves {
    let halves = this.machines.get(id);
    if (halves === undefined) {
      halves = { ec2: undefined, ssm: undefined, unlisted: 'checking' };
      this.machines.set(id, halves);
    }
    return halves;
  }

  /** Changes what is known of some machines; returns those that show something new for it. */
  private change(ids: Iterable<string>, change: (halves: Halves, id: string) => void): ManagedNode[] {
    const changed: ManagedNode[] = [];
    for (const id of ids) {
      const before = this.get(id);
      const halves = this.machine(id);
      change(halves, id);
      const node = this.join(id, halves);
      if (before === undefined || !sameNode(before, node)) changed.push(node);
    }
    return changed;
  }

  private join(id: string, { ec2, ssm, unlisted }: Halves): ManagedNode {
    const imageName = this.images.get(ec2?.imageId ?? '') ?? '';
    const place = { id, sourceId: this.sourceId };
    return joinNode(place, ec2, ssm, unlisted, imageName === '' ? null : imageName);
  }
}
