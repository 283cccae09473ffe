import type { JsonParams } from '../operation.js';

/** One filter of a call: the value that it looks at, and what fits. */
export interface FilterInput {
  key: string;
  values: string[];
}

/** The filters of a call. SSM's operations disagree about the names of the members. */
export function filterInputs(
  params: JsonParams,
  name: string,
  keyName: string,
  valuesName: string,
): FilterInput[] {
  const list = params[name];
  if (!Array.isArray(list)) return [];
  return list.map((entry: unknown) => {
    const fields = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>;
    const values = fields[valuesName];
    return { key: String(fields[keyName]), values: Array.isArray(values) ? values.map(String) : [] };
  });
}
