import { z } from 'zod';
import type { Problem } from '../problem.js';

/** The arguments of calls that take none, the result of those that answer nothing. */
export const nothing = z.object({}).strict();

/** What a table of calls says of each: the schemas of its arguments and of its result. */
export interface CallSpec {
  readonly args: z.ZodType;
  readonly result: z.ZodType;
}

export type Args<Table extends Record<string, CallSpec>, Name extends keyof Table> = z.infer<
  Table[Name]['args']
>;
export type Result<Table extends Record<string, CallSpec>, Name extends keyof Table> = z.infer<
  Table[Name]['result']
>;

/** What a call comes back as across processes: its result, or the Problem that stopped it. */
export type Reply<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };
