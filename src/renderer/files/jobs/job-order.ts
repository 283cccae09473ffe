/** Where a job of the queue is put, from where it is. */
export type OrderMove = 'first' | 'earlier' | 'later' | 'last';

/**
 * The job that a waiting job comes before once it is moved; null for the end of the queue.
 *
 * @param waiting the jobs of a connection that have not begun, in their order
 * @returns undefined where it is there already
 */
export function jobAfterMove(
  waiting: readonly string[],
  jobId: string,
  move: OrderMove,
): string | null | undefined {
  const place = waiting.indexOf(jobId);
  const isAtEdge = move === 'first' || move === 'earlier' ? place <= 0 : place >= waiting.length - 1;
  if (isAtEdge || place === -1) return undefined;
  if (move === 'first') return waiting[0];
  if (move === 'earlier') return waiting[place - 1];
  return (move === 'later' ? waiting[place + 2] : undefined) ?? null;
}
