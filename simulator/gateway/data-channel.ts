import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { ClientConnection } from './client-connection.js';
import type { SimulatedSession } from './simulated-session.js';

/** Path of a data channel, as in the StreamUrl of StartSession (notes, section 1). */
export const DATA_CHANNEL_PATH = '/v1/data-channel/';
/** A client that opens a WebSocket and never sends OpenDataChannel is cut off after this time. */
const OPEN_TIMEOUT_MS = 30_000;
/** Policy violation: the nearest thing that RFC 6455 has for a token that opens nothing. The real code is not known. */
const REFUSED = 1008;

/** What is to become of an upgrade request. */
export type UpgradeVerdict =
  { kind: 'accept'; signed: boolean } | { kind: 'refuse'; status: number; body: string } | { kind: 'hang' };

export interface DataChannelOptions {
  session(sessionId: string): SimulatedSession | undefined;
  judge(request: IncomingMessage, sessionId: string): UpgradeVerdict;
  log(line: string): void;
}

/** The gateway's WebSocket endpoint for clients. */
export class DataChannelServer {
  private readonly server = new WebSocketServer({
    noServer: true,
    // Neither side compresses, and there is no read limit (notes, section 2).
    perMessageDeflate: false,
    maxPayload: 0,
    autoPong: false,
  });

  private readonly hanging = new Set<Duplex>();

  constructor(private readonly options: DataChannelOptions) {}

  /** Handles the HTTP upgrade of a data channel. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const sessionId = path.startsWith(DATA_CHANNEL_PATH)
      ? decodeURIComponent(path.slice(DATA_CHANNEL_PATH.length))
      : undefined;
    const session = sessionId === undefined ? undefined : this.options.session(sessionId);
    if (sessionId === undefined || session === undefined) {
      refuse(socket, 404, '');
      return;
    }
    const verdict = this.options.judge(request, sessionId);
    if (verdict.kind === 'hang') {
      this.hanging.add(socket);
      socket.on('close', () => this.hanging.delete(socket));
      return;
    }
    if (verdict.kind === 'refuse') {
      this.options.log(`${sessionId}: upgrade refused with ${verdict.status}: ${verdict.body}`);
      refuse(socket, verdict.status, verdict.body);
      return;
    }
    this.server.handleUpgrade(request, socket, head, (webSocket) => {
      const client = new ClientConnection(webSocket, socket, verdict.signed, request.url ?? '');
      this.serve(webSocket, client, session);
    });
  }

  close(): void {
    for (const socket of this.hanging) socket.destroy();
    for (const webSocket of this.server.clients) webSocket.terminate();
    this.server.close();
  }

  private serve(webSocket: WebSocket, client: ClientConnection, session: SimulatedSession): void {
    let open = false;
    const timeout = setTimeout(() => client.close(REFUSED, 'OpenDataChannel expected'), OPEN_TIMEOUT_MS);
    webSocket.on('message', (data: RawData, isBinary: boolean) => {
      const bytes = toBuffer(data);
      if (open) {
        session.receive(client, bytes);
        return;
      }
      clearTimeout(timeout);
      const refusal = isBinary ? 'OpenDataChannel expected' : openDataChannel(bytes, client, session);
      open = refusal === undefined;
      if (refusal === undefined) return;
      this.options.log(`${session.sessionId}: data channel refused: ${refusal}`);
      client.close(REFUSED, refusal);
    });
    webSocket.on('close', () => {
      clearTimeout(timeout);
      session.clientGone(client);
    });
    // A protocol error of the client: 'close' follows.
    webSocket.on('error', (error) => this.options.log(`${session.sessionId}: ${error.message}`));
  }
}

/** Takes the client's first message (notes, section 2); returns the reason of a refusal. */
function openDataChannel(
  bytes: Buffer,
  client: ClientConnection,
  session: SimulatedSession,
): string | undefined {
  let message: Record<string, unknown>;
  try {
    message = JSON.parse(bytes.toString()) as Record<string, unknown>;
  } catch {
    return 'OpenDataChannel is not JSON';
  }
  const { MessageSchemaVersion, RequestId, TokenValue, ClientId } = message;
  if (MessageSchemaVersion !== '1.0') return 'MessageSchemaVersion is not 1.0';
  if (typeof RequestId !== 'string' || typeof ClientId !== 'string')
    return 'RequestId and ClientId are required';
  if (typeof TokenValue !== 'string' || !session.open(client, TokenValue, ClientId)) return 'Invalid token';
  return undefined;
}

function refuse(socket: Duplex, status: number, body: string): void {
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function toBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
