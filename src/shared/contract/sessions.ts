import { z } from 'zod';
import { MAX_PAYLOAD_BYTES, MIN_PAYLOAD_BYTES } from '../payload-bytes.js';
import { nothing, type CallSpec } from './call.js';

const sessionTicketSchema = z.object({
  sessionId: z.string(),
  streamUrl: z.string(),
  tokenValue: z.string(),
  /** Headers for the WebSocket request: its SigV4 signature. They hold no secret key. */
  headers: z.record(z.string(), z.string()),
  /** The proxy to dial through, with what it asks for to let us; null for none. */
  proxy: z.string().nullable(),
  /** Certificates (PEM) to trust beside the usual ones; null for none. */
  ca: z.array(z.string()).nullable(),
});
/** A session that was just started. */
const startedSessionSchema = sessionTicketSchema.extend({
  /** How many bytes a message may carry once gateway and agent have shown that they take them: a setting. */
  payloadBytes: z.number().int().min(MIN_PAYLOAD_BYTES).max(MAX_PAYLOAD_BYTES),
});
export type StartedSession = z.infer<typeof startedSessionSchema>;

/** What a data channel needs to open or to resume: where to dial, with which token and signed headers. */
export type SessionTicket = z.infer<typeof sessionTicketSchema>;

/** What a connection process asks main about its sessions. */
export const sessionCalls = {
  /** StartSession for the connection's node: with AWS-StartSSHSession to a port, or without a document for a shell. */
  'session.start': {
    args: z.object({ portNumber: z.number().int().nullable() }),
    result: startedSessionSchema,
  },
  /** ResumeSession; null when the session has timed out (empty TokenValue). */
  'session.resume': { args: z.object({ sessionId: z.string() }), result: sessionTicketSchema.nullable() },
  /** TerminateSession, and the session is no longer main's to end. */
  'session.terminate': { args: z.object({ sessionId: z.string() }), result: nothing },
  /**
   * KMS GenerateDataKey (64 bytes) for a session whose preferences name a key. Main adds the session and the node to the
   * encryption context.
   */
  'session.dataKey': {
    args: z.object({
      sessionId: z.string(),
      keyId: z.string().min(1),
      extraContext: z.record(z.string(), z.string()),
    }),
    result: z.object({ plaintext: z.instanceof(Uint8Array), ciphertextBlob: z.instanceof(Uint8Array) }),
  },
} as const satisfies Record<string, CallSpec>;
