import { z } from 'zod';
import { nothing, type CallSpec } from './call.js';
import { verificationSchema } from './jobs.js';

/** Bytes a second; less would be no limit that anybody means. */
const MIN_LIMIT = 1_024;
const columnSchema = z.enum(['size', 'modified', 'mode', 'owner']);
const foldersSchema = z.array(z.string().min(1).max(65_536)).max(1_000);

export const filesPreferencesSchema = z.object({
  /** The panes beside the terminal: whether they are there, and how wide (CSS pixels) one of them is. */
  pane: z
    .object({
      isOpen: z.boolean().default(false),
      isLocalOpen: z.boolean().default(false),
      /** Left of the terminal instead of right of it. */
      isLeft: z.boolean().default(false),
      width: z.number().min(200).max(4_000).default(440),
    })
    .prefault({}),
  sort: z
    .object({
      column: z.enum(['name', ...columnSchema.options]).default('name'),
      direction: z.enum(['ascending', 'descending']).default('ascending'),
    })
    .prefault({}),
  columns: z
    .object({
      /** What stands beside the names, in this order; null for as much as a pane has room for. */
      shown: z.array(columnSchema).max(columnSchema.options.length).nullable().default(null),
      /** CSS pixels, of those that somebody has made wider or narrower. */
      widths: z.partialRecord(columnSchema, z.number().min(40).max(1_000)).default({}),
    })
    .prefault({}),
  /** Whether names that begin with a dot are shown. */
  showHidden: z.boolean().default(false),
  /** Whether the remote pane goes where the shell goes. */
  followShell: z.boolean().default(false),
  /** Ids of the nodes whose files are seen as root, through sudo. */
  elevatedNodes: z.array(z.string().min(1).max(256)).max(10_000).default([]),
  bookmarks: z
    .object({
      local: foldersSchema.default([]),
      /** By node id. */
      nodes: z.record(z.string(), foldersSchema).default({}),
    })
    .prefault({}),
  jobs: z
    .object({
      isOpen: z.boolean().default(true),
      /** Of all jobs of a connection together, each direction by itself. */
      bytesPerSecond: z.number().int().min(MIN_LIMIT).nullable().default(null),
      /** Session Manager sessions that big jobs may open beside the terminal's. */
      sessions: z.number().int().min(0).max(16).default(4),
      /** How a copy is compared with its source before it takes its place, unless its job says. */
      verify: verificationSchema.default('full'),
    })
    .prefault({}),
});
/** How a person likes files to be shown and copied, kept from one start to the next. */
export type FilesPreferences = z.infer<typeof filesPreferencesSchema>;

export const filesPreferencesCalls = {
  'files.preferences': { args: nothing, result: filesPreferencesSchema },
  'files.keepPreferences': { args: filesPreferencesSchema, result: nothing },
} as const satisfies Record<string, CallSpec>;
