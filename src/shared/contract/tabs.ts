import { z } from 'zod';
import { nothing, type CallSpec } from './call.js';

/** The id of a node that a terminal is connected to by SSH; `shell` where it is Session Manager's own. */
const terminalNodeSchema = z.union([z.string().min(1), z.object({ shell: z.string().min(1) })]);
/** The nodes in each tab, from left to right. */
export const tabNodesSchema = z.array(z.array(terminalNodeSchema).min(1)).max(200);
export type TabNodes = z.infer<typeof tabNodesSchema>;

/** The tabs of the last run, which can be opened again. */
export const tabsCalls = {
  /** What was open when the app ended the last time; opening tabs in this run does not change it. */
  'tabs.last': { args: nothing, result: z.object({ tabs: tabNodesSchema }) },
  /** Keeps what is open now for the next run. */
  'tabs.keep': { args: z.object({ tabs: tabNodesSchema }), result: nothing },
} as const satisfies Record<string, CallSpec>;
