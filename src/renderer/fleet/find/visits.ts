/** A visit counts half as much after so long (ms). */
const HALF_LIFE_MS = 7 * 24 * 3600 * 1000;
/** Nobody looks through more. */
const MOST_VISITED = 100;

/**
 * Counts a visit. Each earlier one counts half as much for every week since. What is kept of a node is the logarithm of
 * its sum, moved to a common time: it need not change as time goes by, and the order of two stays what it is.
 *
 * @param now Unix milliseconds
 */
export function withVisit(visits: ReadonlyMap<string, number>, id: string, now: number): Map<string, number> {
  const age = now / HALF_LIFE_MS;
  const before = visits.get(id);
  const score = age + Math.log2((before === undefined ? 0 : 2 ** (before - age)) + 1);
  const all = new Map(visits).set(id, score);
  return new Map([...all].sort(([, a], [, b]) => b - a).slice(0, MOST_VISITED));
}
