import { z } from 'zod';
import { nothing, type CallSpec } from './call.js';

/** What the page asks of the desktop about files and jobs. */
export const desktopCalls = {
  /** Asks for files or folders to upload, or for a folder to save to; none when the person gives up. */
  'files.choose': {
    args: z.object({ what: z.enum(['files', 'folders', 'target']) }),
    result: z.object({ paths: z.array(z.string()) }),
  },
  /**
   * How many jobs have not ended, the share (0 to 1) that is done of them, and how many files are edited: shown on the
   * taskbar or dock, and asked about before the app quits.
   */
  'jobs.activity': {
    args: z.object({
      active: z.number().int().min(0),
      edited: z.number().int().min(0),
      share: z.number().min(0).max(1),
    }),
    result: nothing,
  },
  /** A notice of the desktop, unless the window is in use. */
  'jobs.notify': {
    args: z.object({ title: z.string().max(500), body: z.string().max(2_000) }),
    result: nothing,
  },
} as const satisfies Record<string, CallSpec>;
