import { z } from 'zod';
import { nothing, type CallSpec } from './call.js';
import { keyFileSchema } from './keys.js';

export const signInSchema = z.object({ user: z.string().min(1), keyFile: z.string().min(1) });
/** How to sign in to a node: the user name on it, and the absolute path of a private key file here. */
export type SignIn = z.infer<typeof signInSchema>;

export const signInFromSchema = z.enum(['node', 'key-pair', 'default']);

export const signInCalls = {
  /** How to sign in to a node as far as settings tell; `signIn` is null when a key has yet to be chosen. */
  'signIn.resolve': {
    args: z.object({ nodeId: z.string() }),
    result: z.object({
      signIn: signInSchema.nullable(),
      from: signInFromSchema.nullable(),
      suggestedUser: z.string().nullable(),
      /** Private keys worth offering: used before, then those in ~/.ssh. */
      suggestedKeys: z.array(keyFileSchema),
    }),
  },
  /** Remembers how to sign in, for one node or for all nodes launched with its key pair. */
  'signIn.remember': {
    args: z.object({ nodeId: z.string(), scope: z.enum(['node', 'key-pair']), signIn: signInSchema }),
    result: nothing,
  },
  'signIn.forget': { args: z.object({ nodeId: z.string() }), result: nothing },
} as const satisfies Record<string, CallSpec>;
