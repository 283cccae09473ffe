/**
 * Compares dotted numeric versions such as SSM Agent's "3.3.987.0"; missing parts count as 0.
 *
 * @returns negative, zero or positive, as for Array.sort
 */
export function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
