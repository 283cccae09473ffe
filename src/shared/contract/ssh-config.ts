import { z } from 'zod';
import { problemSchema } from '../problem-schema.js';
import { sshConfigForms, sshConfigPlatforms } from '../ssh-config.js';
import type { CallSpec } from './call.js';

const MAX_NAME = 1_000;

/** What the block's lines depend on. */
const blockSchema = z.object({
  form: z.enum(sshConfigForms),
  /** Null for what the environment chooses when somebody connects. */
  profile: z.string().min(1).max(MAX_NAME).nullable(),
  region: z.string().min(1).max(MAX_NAME).nullable(),
});
export type SshConfigBlock = z.infer<typeof blockSchema>;

/** Why a block cannot say where the `sallyport` command is. */
export const commandObstacles = ['appimage', 'disk-image', 'development', 'missing'] as const;
export type CommandObstacle = (typeof commandObstacles)[number];

const changeSchema = z.object({
  /** A unified diff; empty where there is nothing to do. */
  diff: z.string(),
  /** Stands for the state of the file that this would change: another state is not written over. */
  token: z.string(),
});

export const sshConfigPreviewSchema = z.object({
  /** The form's lines, as one would put them into a file by hand. */
  text: z.string(),
  /** The person's ssh_config, links followed. */
  file: z.string(),
  /** Whether there is a file of which a copy would be kept. */
  hasFile: z.boolean(),
  /** Null where this cannot be written here: it is for another system, or one of the two below stands in the way. */
  install: changeSchema.nullable(),
  /** Null where the file has no block. */
  removal: changeSchema.nullable(),
  commandObstacle: z.enum(commandObstacles).nullable(),
  /** Why the file is left alone. */
  problem: problemSchema.nullable(),
});
export type SshConfigPreview = z.infer<typeof sshConfigPreviewSchema>;

/** What was written, and where the file as it was is kept; null where there was none. */
const writtenSchema = z.object({ file: z.string(), copy: z.string().nullable() });

export const sshConfigCalls = {
  /** What a form says, and what it would change in the person's ssh_config. Nothing is written. */
  'sshConfig.preview': {
    args: blockSchema.extend({ platform: z.enum(sshConfigPlatforms) }),
    result: sshConfigPreviewSchema,
  },
  /** Writes the block for this system, if the file is still the one that was shown. */
  'sshConfig.install': { args: blockSchema.extend({ token: z.string() }), result: writtenSchema },
  /** Takes the block away, if the file is still the one that was shown. */
  'sshConfig.remove': { args: z.object({ token: z.string() }), result: writtenSchema },
} as const satisfies Record<string, CallSpec>;
