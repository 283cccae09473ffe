import { z } from 'zod';
import { nothing, type CallSpec } from './call.js';
import { keyFileSchema } from './keys.js';

/** With what a person proves who they are to an SSH server. Holds nothing secret. */
export const identitySchema = z.discriminatedUnion('kind', [
  /** A private key file here, by its absolute path. */
  z.object({ kind: z.literal('key-file'), path: z.string().min(1) }),
  /** One key of the SSH agent, by its "SHA256:…" fingerprint; the comment is for people. */
  z.object({ kind: z.literal('agent'), fingerprint: z.string().min(1), comment: z.string() }),
  /** A password, or whatever else the server asks; it is asked for each time. */
  z.object({ kind: z.literal('password') }),
  /** A key made for one sign-in, which EC2 Instance Connect lets in for a minute. */
  z.object({ kind: z.literal('instance-connect') }),
]);
export type Identity = z.infer<typeof identitySchema>;

export const signInSchema = z.object({ user: z.string().min(1), identity: identitySchema });
/** How to sign in to a node: the user name on it, and the proof. */
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
