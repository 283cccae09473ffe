import { z } from 'zod';
import { problem, ProblemError, toProblem, type Problem } from '../../shared/problem.js';
import type { CallSpec, Reply } from '../../shared/contract/index.js';
import type { Log } from '../../shared/log.js';

/** The handlers for a table of calls: one for each entry, so that a call without an answer does not compile. */
export type Handlers<Table extends Record<string, CallSpec>, Context> = {
  readonly [Name in keyof Table]: (
    args: z.infer<Table[Name]['args']>,
    context: Context,
  ) => z.infer<Table[Name]['result']> | Promise<z.infer<Table[Name]['result']>>;
};

/** Checks a message against its schema. @throws ProblemError `unexpected` that names the call, without its content */
export function checked<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const details = `${what}: not what the schema allows: ${z.prettifyError(parsed.error)}`;
  throw new ProblemError(problem('unexpected', {}, { details, remedies: ['copy-details'] }));
}

/**
 * Answers one call that came from another process: refuses names and arguments that are not in the table, runs the
 * handler, strips its result to what the table declares, and turns what goes wrong into a Problem.
 */
export async function answerCall<Table extends Record<string, CallSpec>, Context>(
  table: Table,
  handlers: Handlers<Table, Context>,
  call: { readonly name: string; readonly args: unknown },
  context: Context,
  log: Log,
): Promise<Reply<unknown>> {
  const { name } = call;
  try {
    const spec = Object.hasOwn(table, name) ? table[name] : undefined;
    if (spec === undefined) throw new Error(`There is no call ${JSON.stringify(name)}`);
    const args = checked(spec.args, call.args, `The arguments of ${name}`);
    const handler = handlers[name] as (args: unknown, context: Context) => unknown;
    const value = checked(spec.result, await handler(args, context), `The result of ${name}`);
    return { ok: true, value };
  } catch (error) {
    const reason = toProblem(error);
    logProblem(log, name, reason, error);
    return { ok: false, problem: reason };
  }
}

function logProblem(log: Log, name: string, reason: Problem, error: unknown): void {
  const stack = reason.code === 'unexpected' && error instanceof Error ? { stack: error.stack } : {};
  log.warn(`${name} failed`, { code: reason.code, details: reason.details, ...stack });
}
