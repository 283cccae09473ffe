import { z } from 'zod';
import { nothing, type CallSpec } from './call.js';

const one = z.object({ stagingId: z.uuid() });

/** What the page asks main about files of nodes that other programs are to get: they must be on this computer first. */
export const stagingCalls = {
  /** Makes a folder for copies. It stays until it is ended or the app is. */
  'staging.begin': {
    args: nothing,
    result: one.extend({
      folder: z.string(),
      /** Whether this system lets files be put on its clipboard. */
      canCopy: z.boolean(),
    }),
  },
  /** Starts the system's own drag with all that is in the folder: for the page's `dragstart`. */
  'staging.drag': { args: one, result: nothing },
  /** Puts all that is in the folder on the system's clipboard, for file managers to paste. */
  'staging.copy': { args: one, result: nothing },
  'staging.end': { args: one, result: nothing },
} as const satisfies Record<string, CallSpec>;
