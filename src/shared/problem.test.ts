import { describe, expect, it } from 'vitest';
import { problemSchema } from './problem-schema.js';
import { problem, problemCodes, ProblemError, toProblem } from './problem.js';

describe('a Problem', () => {
  it('has each code once', () => {
    expect(new Set(problemCodes).size).toBe(problemCodes.length);
  });

  it('leaves out what it does not have, so that it can cross processes', () => {
    const bare = problem('node.gone', { node: 'web-1' }, { details: undefined });
    expect(Object.keys(bare)).toEqual(['code', 'params', 'remedies']);
    expect(problemSchema.parse(structuredClone(bare))).toEqual(bare);
  });

  it('is taken out of its error, and made of any other', () => {
    const known = problem('node.gone');
    expect(toProblem(new ProblemError(known))).toBe(known);
    expect(toProblem(new TypeError('boom'))).toMatchObject({
      code: 'unexpected',
      details: 'TypeError: boom',
    });
    expect(toProblem('boom')).toMatchObject({ code: 'unexpected', details: 'boom' });
  });
});
