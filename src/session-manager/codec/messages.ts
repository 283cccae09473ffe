import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  ACK_FLAGS,
  encodeFrame,
  messageIdText,
  MessageType,
  newMessageId,
  PayloadType,
  type Frame,
} from './frame.js';

/*
 * The JSON texts inside a data channel. Parsers take what the real peers take (unknown fields are ignored), and give
 * null for what cannot be understood: a hostile or newer peer must not end the session by one odd message.
 */

/**
 * The version that this client reports. AWS documents 1.2.764.0 as the lowest that it will keep accepting ("Install the
 * Session Manager plugin", 2025), and 1.2.804.0 is the newest plugin seen in public reports. Agents look at it for
 * multiplexed port sessions and separate standard error only, never for SSH sessions.
 */
export const CLIENT_VERSION = '1.2.804.0';

/** The first message on the WebSocket, as text: it opens the data channel. Key order as the plugin writes it. */
export function openDataChannelText(tokenValue: string, clientId: string): string {
  return JSON.stringify({
    MessageSchemaVersion: '1.0',
    RequestId: randomUUID(),
    TokenValue: tokenValue,
    ClientId: clientId,
    ClientVersion: CLIENT_VERSION,
  });
}

/** The acknowledgement of a message that was received, as a frame ready to send. */
export function encodeAcknowledge(received: Frame, now: number): Buffer {
  // Written by hand: it is made for every message, and nothing in it needs escaping.
  const text =
    `{"AcknowledgedMessageType":"${received.messageType}",` +
    `"AcknowledgedMessageId":"${messageIdText(received.messageId)}",` +
    `"AcknowledgedMessageSequenceNumber":${received.sequenceNumber},"IsSequentialMessage":true}`;
  return encodeFrame({
    messageType: MessageType.Acknowledge,
    schemaVersion: 1,
    createdDate: now,
    sequenceNumber: 0,
    flags: ACK_FLAGS,
    messageId: newMessageId(),
    payloadType: PayloadType.None,
    payload: Buffer.from(text, 'latin1'),
  });
}

const acknowledgeSchema = z.object({ AcknowledgedMessageSequenceNumber: z.number().int().min(0) });

/** The sequence number that an acknowledgement names; both real peers match on that alone. Null when malformed. */
export function parseAcknowledge(payload: Buffer): number | null {
  const text = payload.toString('latin1');
  // The form that both real peers write, without the cost of a JSON parser on each message.
  const match = /"AcknowledgedMessageSequenceNumber":(\d{1,15}),"IsSequentialMessage":(?:true|false)\}$/.exec(
    text,
  );
  if (match) return Number(match[1]);
  return parseJson(acknowledgeSchema, payload)?.AcknowledgedMessageSequenceNumber ?? null;
}

const channelClosedSchema = z.object({ Output: z.string().nullish() });

/** The Output text of a channel_closed message; empty when there is none or it is malformed. */
export function parseChannelClosed(payload: Buffer): string {
  return parseJson(channelClosedSchema, payload)?.Output ?? '';
}

const handshakeRequestSchema = z.object({
  AgentVersion: z.string().default(''),
  RequestedClientActions: z
    .array(z.object({ ActionType: z.string(), ActionParameters: z.unknown() }))
    .nullish()
    .transform((actions) => actions ?? []),
});
export type HandshakeRequest = z.infer<typeof handshakeRequestSchema>;

/** What the agent asks of the client; null when malformed. */
export function parseHandshakeRequest(payload: Buffer): HandshakeRequest | null {
  return parseJson(handshakeRequestSchema, payload);
}

const sessionTypeSchema = z.object({
  SessionType: z.string(),
  Properties: z
    .object({ type: z.string().nullish().catch(null) })
    .nullish()
    .catch(null),
});
/**
 * ActionParameters of the action SessionType; null when malformed. `portType` is empty for SSH's plain stream, and
 * "LocalPortForwarding" where agents multiplex several connections.
 */
export function parseSessionType(parameters: unknown): { type: string; portType: string } | null {
  const { data } = sessionTypeSchema.safeParse(parameters);
  return data ? { type: data.SessionType, portType: data.Properties?.type ?? '' } : null;
}

const kmsEncryptionSchema = z.object({ KMSKeyId: z.string(), Challenge: z.string().nullish() });
export type KmsEncryption = z.infer<typeof kmsEncryptionSchema>;
/** ActionParameters of the action KMSEncryption; null when malformed. */
export function parseKmsEncryption(parameters: unknown): KmsEncryption | null {
  return kmsEncryptionSchema.safeParse(parameters).data ?? null;
}

/** ActionStatus values of a handshake response. */
export const ActionStatus = { Success: 1, Failed: 2, Unsupported: 3 } as const;

export interface ProcessedAction {
  readonly ActionType: string;
  readonly ActionStatus: number;
  readonly ActionResult: unknown;
  readonly Error: string;
}

/** The payload of a handshake response. */
export function handshakeResponsePayload(actions: readonly ProcessedAction[]): Buffer {
  const errors = actions.map((action) => action.Error).filter((error) => error !== '');
  return Buffer.from(
    JSON.stringify({
      ClientVersion: CLIENT_VERSION,
      ProcessedClientActions: actions,
      Errors: errors.length > 0 ? errors : null,
    }),
  );
}

const handshakeCompleteSchema = z.object({
  HandshakeTimeToComplete: z.number().catch(0),
  CustomerMessage: z.string().nullish(),
});
/** The message for the person, empty when there is none; null when the payload is malformed. */
export function parseHandshakeComplete(payload: Buffer): { customerMessage: string } | null {
  const parsed = parseJson(handshakeCompleteSchema, payload);
  return parsed && { customerMessage: parsed.CustomerMessage ?? '' };
}

const challengeSchema = z.object({ Challenge: z.string() });
/** The bytes of an encryption challenge; null when malformed. */
export function parseChallenge(payload: Buffer): Buffer | null {
  const parsed = parseJson(challengeSchema, payload);
  return parsed && Buffer.from(parsed.Challenge, 'base64');
}

/** The payload of an answer to an encryption challenge. */
export function challengePayload(challenge: Buffer): Buffer {
  return Buffer.from(JSON.stringify({ Challenge: challenge.toString('base64') }));
}

/** The payload of a Flag message. */
export function flagPayload(flag: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(flag);
  return payload;
}

/** The payload of a Size message: a terminal's columns and rows. */
export function sizePayload(cols: number, rows: number): Buffer {
  return Buffer.from(JSON.stringify({ cols, rows }));
}

function parseJson<T>(schema: z.ZodType<T>, payload: Buffer): T | null {
  try {
    return schema.safeParse(JSON.parse(payload.toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}
