import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { problem, ProblemError } from '../../shared/problem.js';
import { answerCall } from './answer.js';

const table = {
  'a.double': { args: z.object({ n: z.number() }).strict(), result: z.object({ n: z.number() }) },
};
const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
const answer = (
  name: string,
  args: unknown,
  double: (args: { n: number }) => unknown = ({ n }) => ({ n: 2 * n }),
) => answerCall(table, { 'a.double': double as never }, { name, args }, undefined, log);

describe('a call from another process', () => {
  it('is answered with the result, stripped to what the table declares', async () => {
    expect(await answer('a.double', { n: 2 })).toEqual({ ok: true, value: { n: 4 } });
    expect(await answer('a.double', { n: 2 }, () => ({ n: 1, secret: 'x' }))).toEqual({
      ok: true,
      value: { n: 1 },
    });
  });

  it.each([
    ['a.double', {}],
    ['a.double', { n: '2' }],
    ['a.double', { n: 2, more: 1 }],
    ['a.double', null],
    ['a.double', undefined],
  ])('is refused with its name when its arguments do not fit: %s %j', async (name, args) => {
    const handler = vi.fn();
    const reply = await answer(name, args, handler);
    expect(reply).toMatchObject({ ok: false, problem: { code: 'unexpected' } });
    expect(JSON.stringify(reply)).toContain('a.double');
    expect(handler).not.toHaveBeenCalled();
  });

  it.each(['b.none', 'toString', '__proto__', 'constructor', ''])(
    'is refused when there is no such call: %s',
    async (name) => {
      expect(await answer(name, { n: 2 })).toMatchObject({ ok: false, problem: { code: 'unexpected' } });
    },
  );

  it('does not tell a refused argument, which may be a secret', async () => {
    expect(JSON.stringify(await answer('a.double', { n: 'hunter2' }))).not.toContain('hunter2');
  });

  it('fails with the handler’s Problem, or with an unexpected one', async () => {
    const known = problem('node.offline', { node: 'web-1' });
    const refuse = () => {
      throw new ProblemError(known);
    };
    expect(await answer('a.double', { n: 1 }, refuse)).toEqual({ ok: false, problem: known });
    const crash = () => Promise.reject(new TypeError('boom'));
    expect(await answer('a.double', { n: 1 }, crash)).toMatchObject({
      ok: false,
      problem: { code: 'unexpected', details: 'TypeError: boom' },
    });
  });

  it('whose result does not fit is a fault of ours, said with its name', async () => {
    expect(await answer('a.double', { n: 1 }, () => ({ n: 'x' }))).toMatchObject({
      problem: { code: 'unexpected', details: expect.stringContaining('The result of a.double') as string },
    });
  });
});
