import {
  decodeFrame,
  encodeFrame,
  MessageType,
  newMessageId,
  PayloadType,
  type Frame,
} from '../../src/session-manager/codec/frame.js';
import { encodeAcknowledge, parseAcknowledge } from '../../src/session-manager/codec/messages.js';
import type { DataSocket, DialSocket, SocketEnd, SocketHandlers } from '../../src/session-manager/socket.js';

/** One WebSocket that a data channel opened, as a test sees it. */
export class FakeSocket implements DataSocket {
  public readonly texts: string[] = [];
  public readonly frames: Frame[] = [];
  public pings = 0;
  public paused = false;
  public ended = false;
  /** What the system has not taken: until `flush`, once a test has set it. */
  public bufferedBytes = 0;
  private _onFlushed: (() => void)[] = [];

  public constructor(
    public readonly url: string,
    private readonly handlers: SocketHandlers,
    private readonly onFrame: (socket: FakeSocket, frame: Frame) => void,
  ) {}

  public sendText(text: string): void {
    this.texts.push(text);
  }
  public sendBinary(messages: readonly Buffer[]): void {
    for (const message of messages) {
      const frame = decodeFrame(message);
      this.frames.push(frame);
      this.onFrame(this, frame);
    }
  }
  public ping(): void {
    this.pings++;
  }
  public onFlushed(callback: () => void): void {
    this._onFlushed.push(callback);
  }
  /** How many wait for `flush`. */
  public get waitingForFlush(): number {
    return this._onFlushed.length;
  }
  public pause(): void {
    this.paused = true;
  }
  public resume(): void {
    this.paused = false;
  }
  public close(): void {
    this.end({ code: 1000, reason: '', httpStatus: null });
  }
  public terminate(): void {
    this.end({ code: 1006, reason: '', httpStatus: null });
  }

  /** The system takes all that was handed to the socket. */
  public flush(): void {
    this.bufferedBytes = 0;
    const callbacks = this._onFlushed;
    this._onFlushed = [];
    for (const callback of callbacks) callback();
  }
  public open(): void {
    this.handlers.onOpen();
  }
  public pong(): void {
    this.handlers.onPong();
  }
  /** A message comes from the gateway. */
  public receive(bytes: Buffer): void {
    this.handlers.onMessage(bytes);
  }
  public end(end: Partial<SocketEnd> = {}): void {
    if (this.ended) return;
    this.ended = true;
    this.handlers.onEnd({ code: 1006, reason: '', httpStatus: null, ...end });
  }
}

/** A gateway and agent that do only what the test tells them, and acknowledge data if it wants them to. */
export class FakeGateway {
  public readonly sockets: FakeSocket[] = [];
  public acknowledges = true;
  /** Messages that are dropped as if they had never come. */
  public refuses: (frame: Frame) => boolean = () => false;
  private sequence = 0;

  public readonly dial: DialSocket = (url, _headers, handlers) => {
    const socket = new FakeSocket(url, handlers, (from, frame) => {
      if (!this.acknowledges || this.refuses(frame) || frame.messageType !== MessageType.InputStreamData)
        return;
      queueMicrotask(() => {
        if (!from.ended) from.receive(encodeAcknowledge(frame, 1));
      });
    });
    this.sockets.push(socket);
    return socket;
  };

  /** The socket opened last. */
  public get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('Nothing has been dialled');
    return socket;
  }

  /** All stream data that the client has sent, on all sockets, repeats included. */
  public get sent(): Frame[] {
    return this.sockets
      .flatMap(({ frames }) => frames)
      .filter(({ messageType }) => messageType === MessageType.InputStreamData);
  }

  /** The sequence numbers that the client has acknowledged, in order. */
  public get acknowledged(): (number | null)[] {
    return this.sockets
      .flatMap(({ frames }) => frames)
      .filter(({ messageType }) => messageType === MessageType.Acknowledge)
      .map(({ payload }) => parseAcknowledge(payload));
  }

  /** Sends the agent's next message. */
  public send(payloadType: number, payload: Buffer | string, change: Partial<Frame> = {}): Buffer {
    const bytes = streamData(this.sequence++, payloadType, payload, change);
    this.socket.receive(bytes);
    return bytes;
  }

  /**
   * Opens the socket and goes through the handshake; the client answers the request in a later turn.
   *
   * @param moreActions what the agent asks for beside the session's type
   */
  public async handshake(complete = true, moreActions: readonly object[] = []): Promise<void> {
    this.socket.open();
    this.send(
      PayloadType.HandshakeRequest,
      JSON.stringify({
        AgentVersion: '3.3.0.0',
        RequestedClientActions: [
          {
            ActionType: 'SessionType',
            ActionParameters: { SessionType: 'Port', Properties: { portNumber: '22' } },
          },
          ...moreActions,
        ],
      }),
    );
    await new Promise((resolve) => process.nextTick(resolve));
    if (complete) this.completeHandshake();
  }

  public completeHandshake(): void {
    this.send(PayloadType.HandshakeComplete, '{"HandshakeTimeToComplete":1,"CustomerMessage":""}');
  }

  /** Sends a message that is not stream data. */
  public control(messageType: string, payload = ''): void {
    this.socket.receive(streamData(0, PayloadType.None, payload, { messageType }));
  }
}

/** An encoded message of the agent. */
export function streamData(
  sequenceNumber: number,
  payloadType: number,
  payload: Buffer | string,
  change: Partial<Frame> = {},
): Buffer {
  return encodeFrame({
    messageType: MessageType.OutputStreamData,
    schemaVersion: 1,
    createdDate: 1_795_507_029_331,
    sequenceNumber,
    flags: 0,
    messageId: newMessageId(),
    payloadType,
    payload: Buffer.from(payload),
    ...change,
  });
}
