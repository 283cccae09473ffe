/** Whether a value fits one of a filter's values, in which `*` and `?` are wildcards (EC2 API reference, Filter). */
export function matchesAny(value: string | undefined, patterns: readonly string[]): boolean {
  if (value === undefined) return false;
  return patterns.some((pattern) => wildcard(pattern).test(value));
}

const cache = new Map<string, RegExp>();
/** Filters come from tests and a demo; this many different ones are kept compiled. */
const CACHE_SIZE = 1000;

function wildcard(pattern: string): RegExp {
  let regExp = cache.get(pattern);
  if (regExp === undefined) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    regExp = new RegExp(`^${source}$`, 's');
    if (cache.size >= CACHE_SIZE) cache.clear();
    cache.set(pattern, regExp);
  }
  return regExp;
}
