import { randomUUID } from 'node:crypto';
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

/** The sequence number that an acknowledgement names; both real peers match on that alone. Null when malformed. */
export function parseAcknowledge(payload: Buffer): number | null {
  const text = payload.toString('latin1');
  // The form that both real peers write, without the cost of a JSON parser on each message.
  const match = /"AcknowledgedMessageSequenceNumber":(\d{1,15}),"IsSequentialMessage":(?:true|false)\}$/.exec(
    text,
  );
  if (match) return Number(match[1]);
  const number = parseObject(payload)?.AcknowledgedMessageSequenceNumber;
  return Number.isSafeInteger(number) && Number(number) >= 0 ? Number(number) : null;
}

/** The Output text of a channel_closed message; empty when there is none or it is malformed. */
export function parseChannelClosed(payload: Buffer): string {
  const output = parseObject(payload)?.Output;
  return typeof output === 'string' ? output : '';
}

export interface HandshakeRequest {
  readonly AgentVersion: string;
  readonly RequestedClientActions: readonly {
    readonly ActionType: string;
    readonly ActionParameters: unknown;
  }[];
}

/** What the agent asks of the client; null when malformed. */
export function parseHandshakeRequest(payload: Buffer): HandshakeRequest | null {
  const { AgentVersion = '', RequestedClientActions } = parseObject(payload) ?? { AgentVersion: null };
  const actions: unknown = RequestedClientActions ?? [];
  if (typeof AgentVersion !== 'string' || !Array.isArray(actions)) return null;
  const requested: { ActionType: string; ActionParameters: unknown }[] = [];
  for (const action of actions) {
    const { ActionType, ActionParameters } = objectIn(action) ?? {};
    if (typeof ActionType !== 'string') return null;
    requested.push({ ActionType, ActionParameters });
  }
  return { AgentVersion, RequestedClientActions: requested };
}

/**
 * ActionParameters of the action SessionType; null when malformed. `portType` is empty for SSH's plain stream, and
 * "LocalPortForwarding" where agents multiplex several connections.
 */
export function parseSessionType(parameters: unknown): { type: string; portType: string } | null {
  const { SessionType, Properties } = objectIn(parameters) ?? {};
  if (typeof SessionType !== 'string') return null;
  const portType = objectIn(Properties)?.type;
  return { type: SessionType, portType: typeof portType === 'string' ? portType : '' };
}

export interface KmsEncryption {
  readonly KMSKeyId: string;
  readonly Challenge?: string | null | undefined;
}

/** ActionParameters of the action KMSEncryption; null when malformed. */
export function parseKmsEncryption(parameters: unknown): KmsEncryption | null {
  const { KMSKeyId, Challenge } = objectIn(parameters) ?? {};
  return typeof KMSKeyId === 'string' && isTextOrNone(Challenge) ? { KMSKeyId, Challenge } : null;
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

/** The message for the person, empty when there is none; null when the payload is malformed. */
export function parseHandshakeComplete(payload: Buffer): { customerMessage: string } | null {
  const parsed = parseObject(payload);
  const message = parsed?.CustomerMessage;
  return parsed && isTextOrNone(message) ? { customerMessage: message ?? '' } : null;
}

/** The bytes of an encryption challenge; null when malformed. */
export function parseChallenge(payload: Buffer): Buffer | null {
  const challenge = parseObject(payload)?.Challenge;
  return typeof challenge === 'string' ? Buffer.from(challenge, 'base64') : null;
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

// By hand: the schema library would be most of what a `sallyport proxy` has to load while ssh waits.

/** The object in a payload; null where it is none, or no JSON. */
function parseObject(payload: Buffer): Record<string, unknown> | null {
  try {
    return objectIn(JSON.parse(payload.toString('utf8')));
  } catch {
    return null;
  }
}

function objectIn(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

const isTextOrNone = (value: unknown): value is string | null | undefined =>
  value === null || value === undefined || typeof value === 'string';
