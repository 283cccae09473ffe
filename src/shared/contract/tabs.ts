import { z } from 'zod';
import { nothing, type CallSpec } from './call.js';

/** Ids of the nodes in each tab, from left to right. */
export const tabNodesSchema = z.array(z.array(z.string().min(1)).min(1)).max(200);
export type TabNodes = z.infer<typeof tabNodesSchema>;

/** The tabs of the last run, which can be opened again. */
export const tabsCalls = {
  /** What was open when the app ended the last time; opening tabs in this run does not change it. */
  'tabs.last': { args: nothing, result: z.object({ tabs: tabNodesSchema }) },
  /** Keeps what is open now for the next run. */
  'tabs.keep': { args: z.object({ tabs: tabNodesSchema }), result: nothing },
} as const satisfies Record<string, CallSpec>;
