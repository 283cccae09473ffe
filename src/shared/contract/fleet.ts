import { z } from 'zod';
import { managedNodeSchema } from '../node.js';
import { problemSchema } from '../problem.js';
import { nothing, type CallSpec } from './call.js';

export const fleetSourceSchema = z.object({
  /** Stable id of a profile × region. */
  id: z.string(),
  profile: z.string(),
  region: z.string().nullable(),
  accountId: z.string().nullable(),
  status: z.enum(['loading', 'ready', 'failed']),
  count: z.number(),
  problem: problemSchema.nullable(),
});
/** One place that nodes are listed from, and how that went. */
export type FleetSource = z.infer<typeof fleetSourceSchema>;

export const fleetCalls = {
  /** Starts listing again (single flight); pages arrive as `fleet.page`, the outcome as `fleet.source`. */
  'fleet.refresh': { args: nothing, result: nothing },
} as const satisfies Record<string, CallSpec>;

export const fleetEvents = {
  /** Nodes that are new or have changed, as pages arrive; `removed` comes with the last page of a listing. */
  'fleet.page': z.object({ nodes: z.array(managedNodeSchema), removed: z.array(z.string()) }),
  'fleet.sources': z.object({ sources: z.array(fleetSourceSchema) }),
} as const satisfies Record<string, z.ZodType>;
