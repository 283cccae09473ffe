import { z } from 'zod';
import { problemSchema } from '../problem-schema.js';
import { nothing, type CallSpec } from './call.js';

export const powerActionSchema = z.enum(['start', 'stop', 'reboot']);
/** What can be done to an instance on request. */
export type PowerAction = z.infer<typeof powerActionSchema>;

export const powerProgressSchema = z.object({
  nodeId: z.string(),
  action: powerActionSchema,
  /**
   * `asked`: on its way to AWS; `starting` and `stopping`: as EC2's state says; `agent`: it runs, and its agent has not
   * reported since; `reachable`, `running` (Systems Manager has never known it) and `stopped`: done; `failed`: see
   * `problem`.
   */
  step: z.enum(['asked', 'starting', 'stopping', 'agent', 'reachable', 'running', 'stopped', 'failed']),
  /** When it was asked for (Unix ms). */
  askedAt: z.number(),
  problem: problemSchema.nullable(),
});
/** How far an instance has come that is started, stopped or rebooted. */
export type PowerProgress = z.infer<typeof powerProgressSchema>;

/** The most instances of one request: more are no request that anybody means. */
export const MOST_POWERED = 100;

export const powerCalls = {
  /** Starts, stops or reboots instances; how that goes is told as `power.progress`, until it is over. */
  'power.change': {
    args: z.object({ action: powerActionSchema, nodeIds: z.array(z.string()).min(1).max(MOST_POWERED) }),
    result: nothing,
  },
} as const satisfies Record<string, CallSpec>;

export const powerEvents = {
  /** Instances that have come further. */
  'power.progress': z.object({ nodes: z.array(powerProgressSchema) }),
} as const satisfies Record<string, z.ZodType>;
