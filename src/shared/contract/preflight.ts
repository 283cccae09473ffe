import { z } from 'zod';
import { problemSchema } from '../problem-schema.js';
import type { CallSpec } from './call.js';

/**
 * What is looked at before a session is tried, in the order in which it is told: the first that failed is what stands in
 * the way. The SSH server is seen only when a tunnel to it opens.
 */
export const checkIds = [
  'state',
  'managed',
  'ping',
  'connection',
  'agent',
  'tier',
  'role',
  'permission',
  'clock',
  'ssm-endpoint',
  'ec2-endpoint',
  'gateway',
  'sshd',
] as const;
export type CheckId = (typeof checkIds)[number];

export const checkSchema = z.object({
  id: z.enum(checkIds),
  /** `warn` does not stop a connection; `unknown` could not be found out. */
  verdict: z.enum(['pass', 'warn', 'fail', 'unknown']),
  /** Values for the words of this check, such as the agent's version. */
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** What stands in the way, or why it could not be found out. */
  problem: problemSchema.nullable(),
});
/** One thing that was looked at, and what came of it. */
export type Check = z.infer<typeof checkSchema>;

export const preflightCalls = {
  /** Looks at everything that can stand between here and a node's SSH server, without starting a session. */
  'preflight.run': {
    args: z.object({ nodeId: z.string() }),
    result: z.object({ checks: z.array(checkSchema) }),
  },
} as const satisfies Record<string, CallSpec>;
