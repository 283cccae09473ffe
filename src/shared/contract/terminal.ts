import { z } from 'zod';
import { problemSchema } from '../problem.js';

/** The steps of connecting, in order. */
export const connectSteps = ['session', 'channel', 'ssh', 'auth', 'shell'] as const;
export type ConnectStep = (typeof connectSteps)[number];

/**
 * Messages on the MessagePort between a terminal and its connection. Terminal bytes travel beside these as bare
 * Uint8Arrays, both ways, never as JSON.
 */
export const terminalMessages = {
  /** Terminal → connection. */
  toConnection: z.discriminatedUnion('type', [
    z.object({ type: z.literal('resize'), cols: z.number().int().min(1), rows: z.number().int().min(1) }),
    /** The terminal has parsed this many bytes of output: back-pressure. */
    z.object({ type: z.literal('ack'), bytes: z.number().int().min(0) }),
  ]),
  /** Connection → terminal. */
  toTerminal: z.discriminatedUnion('type', [
    z.object({
      type: z.literal('progress'),
      step: z.enum(connectSteps),
      state: z.enum(['running', 'done', 'failed']),
      /** Milliseconds that the step took so far. */
      ms: z.number(),
    }),
    z.object({
      type: z.literal('open'),
      hostKey: z.object({ fingerprint: z.string(), trust: z.enum(['known', 'first-use']) }),
      sessionId: z.string(),
    }),
    /** The path to the node: open, or suspended since a time (Unix ms) while it is being resumed. */
    z.object({
      type: z.literal('path'),
      state: z.enum(['open', 'suspended', 'resuming']),
      since: z.number(),
      attempt: z.number(),
    }),
    /** Once a second while connected, when something changed. `rttMs` is the data channel's smoothed round trip. */
    z.object({
      type: z.literal('stats'),
      rttMs: z.number().nullable(),
      bytesUp: z.number(),
      bytesDown: z.number(),
    }),
    /** The end: `problem` says why when it was not the shell's own exit. */
    z.object({
      type: z.literal('closed'),
      problem: problemSchema.nullable(),
      exitCode: z.number().nullable(),
      signal: z.string().nullable(),
    }),
  ]),
} as const;
export type ToConnection = z.infer<typeof terminalMessages.toConnection>;
export type ToTerminal = z.infer<typeof terminalMessages.toTerminal>;
