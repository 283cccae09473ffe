import { z } from 'zod';
import { problemCodes, remedies, type Problem } from './problem.js';

/**
 * A Problem that came from another process. In a file of its own, because the command line has Problems and needs no
 * schema: reading the library takes as long as all that ssh waits for besides.
 */
export const problemSchema = z.object({
  code: z.enum(problemCodes),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  details: z.string().optional(),
  remedies: z.array(z.enum(remedies)),
}) satisfies z.ZodType<Problem>;
