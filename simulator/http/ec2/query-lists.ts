import type { QueryParams } from '../operation.js';

/** `Name.1`, `Name.2`, … in order. */
export function listOf(params: QueryParams, name: string): string[] {
  const values: string[] = [];
  for (let index = 1; ; index++) {
    const value = params.get(`${name}.${index}`);
    if (value === undefined) return values;
    values.push(value);
  }
}

/** `Filter.1.Name` with `Filter.1.Value.1`, … */
export function filtersOf(params: QueryParams): QueryFilter[] {
  const filters: QueryFilter[] = [];
  for (let index = 1; ; index++) {
    const name = params.get(`Filter.${index}.Name`);
    if (name === undefined) return filters;
    filters.push({ name, values: listOf(params, `Filter.${index}.Value`) });
  }
}

/** One filter of a call. */
export interface QueryFilter {
  name: string;
  values: string[];
}
