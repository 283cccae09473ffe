/** The middle value; the mean of the middle two where there is none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? NaN;
  return Number.isInteger(middle) ? (upper + (sorted[middle - 1] ?? NaN)) / 2 : upper;
}

/** The value that so large a share (0 to 1) of the values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}

/** The median of one property of the samples. */
export function medianOf<Sample>(samples: readonly Sample[], property: (sample: Sample) => number): number {
  return median(samples.map(property));
}

/**
 * Runs every work once a round, one after the other, so that what else the machine does falls on all of them alike, and
 * the values of one run may be put beside each other.
 *
 * @returns each work's samples
 */
export async function inTurns<Name extends string, Sample>(
  rounds: number,
  works: Readonly<Record<Name, () => Promise<Sample>>>,
): Promise<Record<Name, Sample[]>> {
  const names = Object.keys(works) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Sample[]>;
  for (let round = 0; round < rounds; round++)
    for (const name of names) samples[name].push(await works[name]());
  return samples;
}
