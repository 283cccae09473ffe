import type { Job, Verification } from '../../shared/contract/index.js';
import type { Problem } from '../../shared/problem.js';

/** Rates are over this much time: long enough to stand still, short enough to be of now. */
const RATE_WINDOW_MS = 5_000;
const RATE_STEP_MS = 250;
/** What each file costs beside its bytes, as so many more of them. */
const ITEM_BYTES = 20 * 1024;
/** What the page shows of files under way, and of what went wrong. */
const MAX_CURRENT = 4;
const MAX_REMARKS = 200;
/** From the strictest. */
const STRICTNESS: readonly Verification[] = ['full', 'sampled', 'none'];

type Progress = Job['progress'];
type Remark = Job['remarks'][number];

/** Counts what a job has done and has to do. */
export class Tally {
  public counting = true;
  public bytesDone = 0;
  public bytesTotal = 0;
  /** Of those done, what went over the way now: not what was found there, or skipped. */
  public bytesCopied = 0;
  /** Whether small files went by tar. */
  public usesTar = false;
  /** Whether files were replaced in more than one step. */
  public inSteps = false;
  public itemsDone = 0;
  public itemsTotal = 0;
  public itemsSkipped = 0;
  public itemsFailed = 0;
  public readonly remarks: Remark[] = [];
  public verified: Verification | null = null;
  /** Files under way, by their source's path. */
  private readonly current = new Map<string, { bytesDone: number; bytesTotal: number }>();
  private steps: { at: number; bytes: number }[] = [];
  /** When its first file was begun. */
  private begunAt: number | null = null;

  /** @param changed called after each change; often */
  public constructor(private readonly changed: () => void) {}

  /** Something more to do. */
  public found(bytes: number): void {
    this.itemsTotal++;
    this.bytesTotal += bytes;
    this.changed();
  }

  public counted(): void {
    this.counting = false;
    this.changed();
  }

  public begin(path: string, bytesTotal: number): void {
    this.begunAt ??= performance.now();
    this.current.set(path, { bytesDone: 0, bytesTotal });
    this.changed();
  }

  /** @param isNew whether the bytes were copied now, and not found copied */
  public moved(path: string, bytes: number, isNew = true): void {
    const file = this.current.get(path);
    if (file) file.bytesDone += bytes;
    this.bytesDone += bytes;
    if (isNew) {
      this.bytesCopied += bytes;
      this.step(bytes);
    }
    this.changed();
  }

  /** An item is copied, with all its bytes. */
  public finished(path: string, size: number, how: Verification | null): void {
    this.settle(path, size);
    if (how !== null && STRICTNESS.indexOf(how) > STRICTNESS.indexOf(this.verified ?? 'full'))
      this.verified = how;
    else this.verified ??= how;
    this.changed();
  }

  /** An item needs no copying: it is skipped without a word, as somebody has asked for. */
  public passed(path: string, size: number): void {
    this.itemsSkipped++;
    this.settle(path, size);
    this.changed();
  }

  /** An item is left out or has failed, and why. */
  public remark(outcome: Remark['outcome'], path: string, size: number, problem: Problem): void {
    if (outcome === 'failed') this.itemsFailed++;
    else this.itemsSkipped++;
    this.settle(path, size);
    if (this.remarks.length < MAX_REMARKS) this.remarks.push({ path, outcome, problem });
    this.changed();
  }

  /** An item stops for now and will begin again: its bytes do not count. */
  public withdraw(path: string): void {
    this.bytesDone -= this.current.get(path)?.bytesDone ?? 0;
    this.current.delete(path);
    this.changed();
  }

  /** Items that failed are to be tried again. */
  public retry(count: number, bytes: number): void {
    this.itemsFailed -= count;
    this.itemsDone -= count;
    this.bytesDone -= bytes;
    for (let i = this.remarks.length - 1; i >= 0; i--)
      if (this.remarks[i]?.outcome === 'failed') this.remarks.splice(i, 1);
    this.changed();
  }

  /** A folder that was finished is to be finished once more. */
  public reopened(): void {
    this.itemsDone--;
    this.changed();
  }

  /** @param isRunning whether it has a rate at all */
  public progress(isRunning: boolean): Progress {
    const bytesPerSecond = isRunning ? this.rate() : 0;
    const left = this.bytesTotal - this.bytesDone;
    const files = [...this.current].map(([path, file]) => ({ path, ...file }));
    return {
      counting: this.counting,
      bytesDone: this.bytesDone,
      bytesTotal: this.bytesTotal,
      itemsDone: this.itemsDone,
      itemsTotal: this.itemsTotal,
      itemsSkipped: this.itemsSkipped,
      itemsFailed: this.itemsFailed,
      bytesPerSecond,
      secondsLeft: bytesPerSecond > 0 && !this.counting ? left / bytesPerSecond : null,
      current: files.sort((a, b) => b.bytesTotal - a.bytesTotal).slice(0, MAX_CURRENT),
    };
  }

  /** Whether what is known to be left takes longer than so many milliseconds, as it has gone so far. No, before that is known. */
  public takesLonger(ms: number): boolean {
    const elapsedMs = this.begunAt === null ? 0 : performance.now() - this.begunAt;
    if (elapsedMs < RATE_STEP_MS) return false;
    const done = this.bytesCopied + this.itemsDone * ITEM_BYTES;
    const left = this.bytesTotal - this.bytesDone + (this.itemsTotal - this.itemsDone) * ITEM_BYTES;
    return left * elapsedMs > done * ms;
  }

  private settle(path: string, size: number): void {
    this.bytesDone += size - (this.current.get(path)?.bytesDone ?? 0);
    this.itemsDone++;
    this.current.delete(path);
  }

  private step(bytes: number): void {
    const now = performance.now();
    const last = this.steps.at(-1);
    if (last && now - last.at < RATE_STEP_MS) last.bytes += bytes;
    else this.steps.push({ at: now, bytes });
  }

  private rate(): number {
    const now = performance.now();
    this.steps = this.steps.filter(({ at }) => now - at < RATE_WINDOW_MS);
    const first = this.steps[0];
    if (!first) return 0;
    const bytes = this.steps.reduce((sum, step) => sum + step.bytes, 0);
    return (bytes / Math.max(now - first.at, RATE_STEP_MS)) * 1_000;
  }
}
