/** What a session of the agent leads to: a port, or a shell. */
export interface Target {
  /** Whether it takes data; until then messages are refused. */
  readonly available: boolean;
  /** Goes on reading after its `data` event returned false. */
  resume(): void;
  /**
   * Writes as Go's `Write`: `done` once the system has taken it all. For `pending`, `settle` comes when it has, or when
   * it never will.
   */
  write(bytes: Buffer, settle: (outcome: 'done' | 'failed') => void): 'done' | 'failed' | 'pending';
  /** Ends it at once; no event comes after this. */
  close(): void;
}
