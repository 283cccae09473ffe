import { z } from 'zod';
import { problemSchema } from '../problem-schema.js';
import { nothing, type CallSpec } from './call.js';

export const appInfoSchema = z.object({
  version: z.string(),
  platform: z.enum(['linux', 'darwin', 'win32']),
  /** BCP 47 tag of the language to show, from settings or the system. */
  language: z.enum(['en', 'ko']),
  electron: z.string(),
  /** What went wrong at start and is worth a banner, such as a settings file that could not be read. */
  problems: z.array(problemSchema).optional(),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

export const appCalls = {
  'app.info': { args: nothing, result: appInfoSchema },
  /** Opens a web page in the system's browser; https only. */
  'app.openExternal': { args: z.object({ url: z.url({ protocol: /^https$/ }) }), result: nothing },
  /** Opens the demo fleet in a window of its own, or brings that to the front. Not on Windows. */
  'demo.open': { args: nothing, result: nothing },
  'clipboard.write': { args: z.object({ text: z.string().max(10_000_000) }), result: nothing },
  'clipboard.read': { args: nothing, result: z.object({ text: z.string() }) },
} as const satisfies Record<string, CallSpec>;

export const appEvents = {
  /** A menu entry or its key was chosen. */
  'menu.command': z.object({
    command: z.enum([
      'refresh',
      'export-csv',
      'export-json',
      'search',
      'close-terminal',
      'next-tab',
      'previous-tab',
      'move-tab-left',
      'move-tab-right',
      'split-right',
      'focus-left',
      'focus-right',
      'separate',
      'reopen-tabs',
      'find',
      'copy',
      'paste',
      'plain-ssh',
      'settings',
    ]),
  }),
} as const satisfies Record<string, z.ZodType>;
