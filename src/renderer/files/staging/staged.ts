/** Files of a node that are on this computer for other programs to take. */
export interface Staged {
  readonly stagingId: string;
  readonly count: number;
  readonly firstPath: string;
  /** Whether the copies are all there. */
  readonly isReady: boolean;
  readonly canCopy: boolean;
}
