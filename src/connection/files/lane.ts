import { ByteBudget } from './byte-budget.js';
import type { FileSystem } from './file-system.js';
import { RequestWindow } from './request-window.js';
import type { NodeTar } from './tar/node-tar.js';

/** What small files hold is in memory as a whole, from being read to being written. */
const MAX_HELD_BYTES = 4 * 1024 * 1024;

/** One way to the node's files: an SFTP session on an SSH connection of its own, or on the terminal's. */
export class Lane {
  /** What is under way on it, of all files together. */
  public readonly window = new RequestWindow();
  /** The contents of small files that are copied on it now. */
  public readonly held = new ByteBudget(MAX_HELD_BYTES);
  /** Files that are copied on it now. */
  public files = 0;
  /** Whether it is left to others, such as the terminal: nothing new is begun on it. */
  public isResting = false;
  private _isLost = false;
  private readonly listeners = new Set<() => void>();

  public constructor(
    public readonly remote: FileSystem,
    public readonly isCompressed: boolean,
    /** Moves many small files at once; null where the node cannot, or on the terminal's own connection. */
    public readonly tar: NodeTar | null = null,
  ) {}

  public get isLost(): boolean {
    return this._isLost;
  }

  /** It is gone; what was under way on it has failed or will. */
  public lose(): void {
    if (this._isLost) return;
    this._isLost = true;
    for (const listener of this.listeners) listener();
  }

  public onLost(listener: () => void): void {
    this.listeners.add(listener);
  }
}

/** The lanes that a copy may use, as they come and go. */
export interface Lanes {
  readonly lanes: readonly Lane[];
  /** Calls back for each lane that comes later; the function returned ends that. */
  onLane(listener: (lane: Lane) => void): () => void;
}

/** The lane with the least to do. @returns null when there is none */
export function leastBusy(lanes: readonly Lane[]): Lane | null {
  return lanes
    .filter((lane) => !lane.isLost && !lane.isResting)
    .reduce<Lane | null>((best, lane) => (best && best.files <= lane.files ? best : lane), null);
}
