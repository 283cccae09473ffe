import { z } from 'zod';
import { nothing, type CallSpec } from './call.js';

/** What a prompt asks for; the words and the label of a field without one of its own follow from it. */
export const promptKinds = ['passphrase', 'password', 'keyboard-interactive', 'mfa'] as const;

export const promptFieldSchema = z.object({
  /** The server's own label; empty for the usual one of the kind. */
  label: z.string().max(2_000),
  /** Whether what is typed may be seen, as the server says. */
  echo: z.boolean(),
});

/** What a prompt says beside its fields; each part has a use whoever asks. */
const promptWordsSchema = z.object({
  kind: z.enum(promptKinds),
  /** Values for the words: `user`, `key`, `path`, `profile`, as the kind needs them. */
  params: z.record(z.string(), z.string()),
  /** Title and text that a server or AWS sent; shown as theirs. Empty for none. */
  name: z.string().max(2_000),
  instructions: z.string().max(20_000),
  fields: z.array(promptFieldSchema).min(1).max(20),
  /** Whether the last answer to the same question was wrong. */
  isAgain: z.boolean(),
});

export const promptSchema = promptWordsSchema.extend({
  promptId: z.string(),
  /** The node that it is about; null when it is about none. */
  nodeId: z.string().nullable(),
  /** Whether the answer can be kept for later: not asked, possible, or not on this system, which is then said. */
  keeping: z.enum(['none', 'possible', 'impossible']),
});
/** A question that only a person can answer, with one field or more. */
export type Prompt = z.infer<typeof promptSchema>;

/** A question of a server's, as a connection passes it on. */
export const serverPromptSchema = promptWordsSchema.extend({
  kind: z.enum(['password', 'keyboard-interactive']),
});

/** One answer for each field, in order; null when the person cancelled. */
export const answersSchema = z.array(z.string().max(10_000)).max(20).nullable();

export const promptCalls = {
  /** Answers a prompt. One that was withdrawn meanwhile is past answering, and that is no failure. */
  'prompt.answer': {
    args: z.object({ promptId: z.string(), answers: answersSchema, keep: z.boolean() }),
    result: nothing,
  },
} as const satisfies Record<string, CallSpec>;

export const promptEvents = {
  'prompt.ask': promptSchema,
  /** Nobody waits for the answer any more: whoever asked has ended. */
  'prompt.withdrawn': z.object({ promptId: z.string() }),
} as const satisfies Record<string, z.ZodType>;
