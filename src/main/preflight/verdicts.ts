import type { Check } from '../../shared/contract/preflight.js';
import { toProblem, type Problem } from '../../shared/problem.js';

type Params = Check['params'];

export const passed = (id: Check['id'], params: Params = {}): Check => ({
  id,
  verdict: 'pass',
  params,
  problem: null,
});

export const failed = (id: Check['id'], problem: Problem, params: Params = {}): Check => ({
  id,
  verdict: 'fail',
  params,
  problem,
});

/** It could not be found out, and that is no obstacle. */
export const unknown = (id: Check['id'], error: unknown, params: Params = {}): Check => ({
  id,
  verdict: 'unknown',
  params,
  problem: toProblem(error),
});
