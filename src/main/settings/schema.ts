import { z } from 'zod';
import { signInSchema } from '../../shared/contract.js';

/** The most key files that are kept as "used before". */
export const MAX_RECENT_KEYS = 10;

/**
 * The settings, as they stand in settings.json. Every one has a default, so that a file needs to name only what
 * differs; names that this version does not know are kept.
 */
export const settingsSchema = z.looseObject({
  /** `system` follows the desktop. */
  language: z.enum(['system', 'en', 'ko']).default('system'),
  signIn: z
    .looseObject({
      /** How to sign in, by node id. */
      nodes: z.record(z.string(), signInSchema).default({}),
      /** How to sign in to nodes launched with a key pair, by its name; without a user it is the image's usual one. */
      keyPairs: z
        .record(z.string(), z.object({ user: z.string().min(1).optional(), keyFile: z.string().min(1) }))
        .default({}),
      /** Key files used before, the last one first. */
      recentKeys: z.array(z.string()).default([]),
    })
    .prefault({}),
});
export type Settings = z.infer<typeof settingsSchema>;

/** Where the window was, in a file of its own: it changes all the time and is not a setting. */
export const windowStateSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  maximized: z.boolean(),
});
export type WindowState = z.infer<typeof windowStateSchema>;
