import { problem, ProblemError, type Problem, type ProblemCode } from '../shared/problem.js';
import type { Access } from './access.js';

/** What a file cannot be used for, as a Problem whose remedy is another file. */
export function refuse(code: ProblemCode, path: string, details?: string): ProblemError {
  return new ProblemError(problem(code, { path }, { details, remedies: ['choose-key'] }));
}

/** The Problem of a key file that others may read; null for one that is private. */
export function tooOpen(path: string, { mode, others }: Access): Problem | null {
  if (others.length === 0) return null;
  const names = others.map(({ name }) => name).filter(Boolean);
  return problem(
    'key.too-open',
    { path, mode: mode ?? names.join(', ') },
    { remedies: ['mend-key', 'choose-key'] },
  );
}
