import { z } from 'zod';
import { problemSchema } from '../problem-schema.js';
import { hostKeyTrustSchema } from './host-keys.js';

/** What is shown of a notice at most, in UTF-16 units. */
export const MAX_NOTICE_LENGTH = 2_000;

/** The steps of connecting, in order. */
export const connectSteps = ['session', 'channel', 'ssh', 'auth', 'shell'] as const;
export type ConnectStep = (typeof connectSteps)[number];

export const attemptSchema = z.object({
  method: z.enum(['none', 'publickey', 'password', 'keyboard-interactive']),
  /** SSH's name of the key's or certificate's type; null where no key was offered. */
  keyType: z.string().nullable(),
  /** "SHA256:…" of the key that was offered, a certificate's own included. */
  fingerprint: z.string().nullable(),
  /** `partial`: right, but the server wants more; `unanswered`: the connection ended before the server's answer. */
  outcome: z.enum(['accepted', 'partial', 'refused', 'unanswered']),
  /** The methods that the server would go on with, in its words; empty when it did not say. */
  methodsLeft: z.array(z.string()),
});
/** What was offered to a server, and what it said. */
export type Attempt = z.infer<typeof attemptSchema>;

const shownHostKeySchema = z.object({
  type: z.string(),
  /** "SHA256:…" */
  fingerprint: z.string(),
  trust: hostKeyTrustSchema,
});
/** The server's key, and why it is trusted. */
export type ShownHostKey = z.infer<typeof shownHostKeySchema>;

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
    /** One attempt to sign in, with what the server said to it. */
    attemptSchema.extend({ type: z.literal('attempt') }),
    /** What the server has to say to all who sign in (RFC 4252, 5.4), without control characters. */
    z.object({ type: z.literal('banner'), text: z.string() }),
    z.object({
      type: z.literal('open'),
      hostKey: shownHostKeySchema.nullable(),
      sessionId: z.string(),
    }),
    /** What is known of the server's key has become more, such as by the console's answer. */
    z.object({ type: z.literal('host-key'), hostKey: shownHostKeySchema }),
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
    /** What the account's session preferences say to people at the start: plain text, without control characters. */
    z.object({ type: z.literal('notice'), text: z.string().min(1).max(MAX_NOTICE_LENGTH) }),
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
