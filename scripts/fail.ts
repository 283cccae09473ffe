/** Ends a script that could not do its job: says why, without a stack for people to read through. */
export function fail(error: unknown): number {
  console.error(error instanceof Error ? error.message : error);
  return 1;
}
