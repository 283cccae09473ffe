/** The first retry after a lost socket is immediate; later ones start here. */
const FIRST_DELAY_MS = 250;
/** A network that comes back should be noticed soon; ResumeSession at this rate is no load. */
const MAX_DELAY_MS = 10_000;

/**
 * How long to wait before the next try to resume: exponential, with jitter so that a hundred channels that were lost
 * together do not come back together.
 *
 * @param attempt tries that have failed
 * @returns milliseconds; 0 before the first try
 */
export function resumeDelayMs(attempt: number): number {
  if (attempt === 0) return 0;
  const ceiling = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt - 1, 10));
  return ceiling / 2 + Math.random() * (ceiling / 2);
}
