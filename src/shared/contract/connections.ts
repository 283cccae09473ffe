import { z } from 'zod';
import { problemSchema } from '../problem-schema.js';
import { nothing, type CallSpec } from './call.js';
import { identityKinds, signInSchema } from './sign-in.js';

export const connectionIdSchema = z.string().min(1);

export const openCalls = {
  /**
   * Starts connecting to a node. The terminal's MessagePort follows as a `connection` port message with the same id;
   * progress and failures of the connection itself arrive on that port.
   */
  'connection.open': {
    args: z.object({
      connectionId: connectionIdSchema,
      nodeId: z.string(),
      /** How to sign in to the node's SSH server; null opens Session Manager's own shell, without SSH. */
      signIn: signInSchema.nullable(),
      cols: z.number().int().min(1).max(10_000),
      rows: z.number().int().min(1).max(10_000),
    }),
    result: nothing,
  },
  'connection.close': { args: z.object({ connectionId: connectionIdSchema }), result: nothing },
} as const satisfies Record<string, CallSpec>;

export const connectionEvents = {
  /** The connection's process has ended without having said `closed` itself. */
  'connection.crashed': z.object({ connectionId: connectionIdSchema, problem: problemSchema }),
} as const satisfies Record<string, z.ZodType>;

/** What main tells a connection process. The `open` message carries the terminal's MessagePort. */
export const connectionCommands = {
  open: z.object({
    nodeId: z.string(),
    /** The node's SSH server; null for Session Manager's own shell. */
    ssh: z
      .object({
        user: z.string(),
        port: z.number().int(),
        /** How the sign-in proves itself; the proof itself is asked for when it is needed. */
        identityKind: z.enum(identityKinds),
        /** The key's name, for messages; empty where there is none. */
        keyName: z.string(),
        /** Whether a server that knows only algorithms which are no longer safe may be signed in to. */
        oldAlgorithms: z.boolean(),
      })
      .nullable(),
    cols: z.number().int(),
    rows: z.number().int(),
  }),
  close: nothing,
  /** The page wants to see files: carries the `files` MessagePort. */
  files: nothing,
  /** The machine woke up: a path that is lost is taken up again now, one that seems fine is asked for a sign of life. */
  retry: nothing,
} as const satisfies Record<string, z.ZodType>;
