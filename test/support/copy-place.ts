import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Side } from '../../src/shared/contract/index.js';
import { copying, TestLanes, type TestCopy } from './copying.js';

export const MIB = 1024 * 1024;

export const DIRECTIONS = ['up', 'down'] as const;
export type Direction = (typeof DIRECTIONS)[number];

type Spec = Parameters<typeof copying>[1];
type Change = Partial<Spec>;
type Options = Parameters<typeof copying>[2];

/** Two folders on this machine, of which one stands for the node's, and the lanes between them. */
export class CopyPlace {
  /** What is copied. */
  public readonly here: string;
  /** Where it is copied to. */
  public readonly there: string;
  private readonly base = mkdtempSync(path.join(tmpdir(), 'sallyport-copies-'));

  private constructor(public lanes: TestLanes) {
    chmodSync(this.base, 0o755);
    this.here = path.join(this.base, 'here');
    this.there = path.join(this.base, 'there');
    mkdirSync(this.here);
    mkdirSync(this.there);
  }

  public static async start(): Promise<CopyPlace> {
    return new CopyPlace(await TestLanes.start());
  }

  public async close(): Promise<void> {
    await this.lanes.close();
    rmSync(this.base, { recursive: true, force: true });
  }

  /** One lane in place of all, by an sftp-server started so. */
  public async useLane(args: readonly string[], uid?: number): Promise<void> {
    await this.lanes.close();
    this.lanes = new TestLanes();
    await this.lanes.add(args, uid);
  }

  /** Makes a file of random bytes in `here`. */
  public make(name: string, size: number): Buffer {
    const bytes = randomBytes(size);
    const file = path.join(this.here, name);
    writeFileSync(file, bytes);
    utimesSync(file, 1_700_000_000, 1_700_000_000);
    return bytes;
  }

  /** A copy of something in `here` to `there`. */
  public copy(
    direction: Direction,
    name: string,
    change: Change = {},
    options: Options = {},
  ): Promise<TestCopy> {
    const [from, to]: [Side, Side] = direction === 'up' ? ['local', 'remote'] : ['remote', 'local'];
    const spec: Spec = {
      from: { side: from, paths: [path.join(this.here, name)] },
      to: { side: to, folder: this.there },
      ...change,
    };
    return copying(this.lanes, spec, options);
  }

  /** Starts copying the file `big`, and does something once so many bytes are copied. */
  public async copyBig(
    direction: Direction,
    bytes: number,
    work: () => void,
    { change, options }: { readonly change?: Change; readonly options?: Options } = {},
  ): Promise<{ copy: TestCopy; ended: Promise<void> }> {
    let watched: TestCopy | null = null;
    let isDone = false;
    const onProgress = () => {
      if (isDone || !watched || watched.tally.bytesDone < bytes) return;
      isDone = true;
      work();
    };
    const copy = await this.copy(direction, 'big', change, { ...options, onProgress });
    watched = copy;
    return { copy, ended: copy.run.run() };
  }

  /** Names of the parts that are in `there`. */
  public parts(): string[] {
    return readdirSync(this.there).filter((name) => name.startsWith('.sallyport-'));
  }
}

/** Codes of what was left out of a copy or has failed. */
export const codesOf = ({ tally }: TestCopy) => tally.remarks.map(({ problem }) => problem.code);
