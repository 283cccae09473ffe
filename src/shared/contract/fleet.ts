import { z } from 'zod';
import { problemSchema } from '../problem-schema.js';
import { nothing, type CallSpec } from './call.js';

export const fleetSourceSchema = z.object({
  /** Stable id of a profile × region, as chosen. */
  id: z.string(),
  /** The profile whose credentials are used; see `isEnvironment`. */
  profile: z.string(),
  /** Whether the credentials are those that the environment holds (variables, container or instance). */
  isEnvironment: z.boolean(),
  /** Whether they are signed in to in the browser (IAM Identity Center), and can be signed out of. */
  isSso: z.boolean(),
  region: z.string().nullable(),
  accountId: z.string().nullable(),
  /** What the account is called (IAM Identity Center's name, or its alias); null where that is not known. */
  accountName: z.string().nullable(),
  /** `off`: chosen, but not listed now. */
  status: z.enum(['off', 'loading', 'ready', 'failed']),
  count: z.number(),
  /** When its nodes were last listed whole (Unix ms); null when they never were. */
  listedAt: z.number().nullable(),
  /** Whether what is shown of it is only what `listedAt` knew: kept from a former run, or since then it failed. */
  isStale: z.boolean(),
  problem: problemSchema.nullable(),
});
/** One place that nodes are listed from, and how that went. */
export type FleetSource = z.infer<typeof fleetSourceSchema>;

export const savedFilterSchema = z.object({ name: z.string().min(1), query: z.string() });
/** A search that was kept under a name. */
export type SavedFilter = z.infer<typeof savedFilterSchema>;

export const fleetLookSchema = z.object({
  sort: z.object({ column: z.string(), direction: z.enum(['ascending', 'descending']) }),
  groupBy: z.string().nullable(),
  /** In their order; a width in pixels where the person has chosen one. */
  columns: z.array(z.object({ column: z.string(), width: z.number().positive().nullable() })),
  favourites: z.array(z.string()),
  /** How much and how lately nodes were used, by id; the more, the higher. */
  visits: z.record(z.string(), z.number()),
  /** Searches that were kept, by a name each. */
  filters: z.array(savedFilterSchema).default([]),
});
/** How a person looks at the fleet, kept from one start to the next. */
export type FleetLook = z.infer<typeof fleetLookSchema>;

/** The longest text that is exported (characters): that of a fleet of some hundred thousand nodes as JSON. */
const MOST_EXPORTED = 400_000_000;

export const fleetCalls = {
  /** Lists all sources again, or one (single flight); pages arrive as `fleet.page`, outcomes as `fleet.sources`. */
  'fleet.refresh': { args: z.object({ sourceId: z.string().optional() }).strict(), result: nothing },
  /** The look that was kept; null when none was. */
  'fleet.look': { args: nothing, result: z.object({ look: fleetLookSchema.nullable() }) },
  /** Writes rows, as text, to a file that the person chooses; its path, or null where they gave up. */
  'fleet.export': {
    args: z.object({ format: z.enum(['csv', 'json']), text: z.string().max(MOST_EXPORTED) }).strict(),
    result: z.object({ path: z.string().nullable() }),
  },
  'fleet.keepLook': { args: z.object({ look: fleetLookSchema }), result: nothing },
} as const satisfies Record<string, CallSpec>;

export const fleetEvents = {
  /**
   * Nodes that are new or have changed, as pages arrive, in one text of `packNodes`; `removed` comes with the last page
   * of a listing.
   */
  'fleet.page': z.object({ nodes: z.string(), removed: z.array(z.string()) }),
  'fleet.sources': z.object({ sources: z.array(fleetSourceSchema) }),
} as const satisfies Record<string, z.ZodType>;
