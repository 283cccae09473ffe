import { randomUUID } from 'node:crypto';
import {
  decodeFrame,
  encodeFrame,
  Flag,
  FrameError,
  MessageType,
  newMessageId,
  PayloadType,
  type Frame,
} from './codec/frame.js';
import {
  encodeAcknowledge,
  flagPayload,
  openDataChannelText,
  parseAcknowledge,
  parseChannelClosed,
  parseHandshakeComplete,
  sizePayload,
} from './codec/messages.js';
import { Handshake, type RequestDataKey } from './handshake.js';
import { PathHealth } from './path-health.js';
import { PayloadProbe } from './payload-probe.js';
import { resumeDelayMs } from './resume-delay.js';
import type { DataSocket, DialSocket, SocketEnd } from './socket.js';
import { ReliableReceiver } from './stream/receiver.js';
import { ReliableSender } from './stream/sender.js';

/** The payload size of plugin and agent. Whether the gateway takes larger ones is not documented. */
export const DEFAULT_PAYLOAD_BYTES = 1_024;
/** `write` asks its caller to wait above this, so that what waits here stays small beside what is in flight. */
const MAX_QUEUED_BYTES = 256 * 1024;
/** Nothing more is handed to a socket that holds this much: the system's buffer below it is full. */
const MAX_SOCKET_BYTES = 1024 * 1024;
/** From the open socket to HandshakeComplete. The agent allows 15 s for each of its steps. */
const HANDSHAKE_TIMEOUT_MS = 20_000;
/** How long to wait for a server that speaks first before sending anyway. One round trip is enough for SSH. */
const SPEAKS_FIRST_TIMEOUT_MS = 1_000;
/**
 * An agent whose connection to the port was refused says nothing (docs/data-channel.md, "Closed port"). It takes what
 * is sent within milliseconds when the port is open, so silence this long on a live path means that nothing listens.
 */
const PORT_SILENT_MS = 5_000;
/** How long an orderly end may take before the socket is closed anyway. */
const TERMINATE_TIMEOUT_MS = 1_000;

/** Where to dial, and with what. From StartSession or ResumeSession; headers hold the SigV4 signature. */
export interface Ticket {
  readonly streamUrl: string;
  readonly tokenValue: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Thrown by a `resume` callback when trying again is pointless, such as when permission was taken away. */
export class ResumeRefusedError extends Error {
  public override readonly name = 'ResumeRefusedError';
}

export type ChannelState =
  | { readonly name: 'connecting' }
  | { readonly name: 'handshaking' }
  | { readonly name: 'open' }
  /** The socket is lost; `attempt` counts ResumeSession calls, 0 before the first. Times are Unix milliseconds. */
  | { readonly name: 'suspended'; readonly since: number; readonly attempt: number; readonly why: string }
  | { readonly name: 'closed'; readonly reason: CloseReason };

export type CloseReason =
  /** `terminate` was called. */
  | { readonly kind: 'terminated' }
  /** The service closed the channel: the target's connection ended, or an administrator or a time-out ended it. */
  | { readonly kind: 'ended'; readonly output: string }
  /** ResumeSession says that the session is over. */
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'resume-refused'; readonly message: string }
  | { readonly kind: 'gateway-refused'; readonly httpStatus: number; readonly message: string }
  | { readonly kind: 'gateway-unreachable'; readonly message: string }
  /** The gateway is there, but no agent began the handshake. */
  | { readonly kind: 'agent-silent' }
  | { readonly kind: 'handshake-failed'; readonly message: string }
  /** The tunnel works, and nothing listens on the node's port. */
  | { readonly kind: 'port-silent' };

export interface DataChannelOptions {
  readonly ticket: Ticket;
  readonly dial: DialSocket;
  /** ResumeSession: a fresh ticket, null when the session is over; other errors are retried. */
  readonly resume: () => Promise<Ticket | null>;
  readonly requestDataKey?: RequestDataKey;
  /** Whether the target speaks first, as SSH servers do: nothing is sent until it has, or a second has passed. */
  readonly speaksFirst: boolean;
  /** Larger payloads than the default are used once a probe has shown that gateway and agent take them. */
  readonly payloadBytes?: number;
}

export interface DataChannelHandlers {
  /** Bytes from the target, in order, each once. A view that is valid until the callback returns. */
  onData(bytes: Buffer): void;
  /** `write` may be called again after it returned false. */
  onDrain(): void;
  onState(state: ChannelState): void;
  /** The message that the account's session preferences show at the start. */
  onCustomerMessage?(message: string): void;
  /** Standard_Stream sessions: what the command wrote to standard error, and its exit code. */
  onStdErr?(bytes: Buffer): void;
  onExitCode?(code: number): void;
}

/** Counters since the start. */
export interface ChannelStatistics {
  /** Smoothed round trip through gateway and agent, in milliseconds; null before the first. */
  readonly roundTripMs: number | null;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly messagesResent: number;
  readonly resumes: number;
}

/**
 * A Session Manager data channel: a byte stream to a port (or shell) of a node that outlives its WebSocket.
 *
 * It starts dialling when constructed and ends in the state `closed`, once, after which no handler is called.
 */
export class DataChannel {
  private readonly _clientId = randomUUID();
  private readonly _sender = new ReliableSender();
  private readonly _receiver = new ReliableReceiver();
  private readonly _handshake: Handshake;
  private readonly _health: PathHealth;
  private readonly _probe: PayloadProbe;
  private _payloadBytes = DEFAULT_PAYLOAD_BYTES;
  private _state: ChannelState = { name: 'connecting' };
  private _socket: DataSocket | null = null;
  /** Counts sockets, so that what a former one still says is not taken for the present one's. */
  private _socketNumber = 0;
  private _socketOpen = false;
  private _handshakeDone = false;
  /** Data that must not leave yet: before HandshakeComplete it would be acknowledged and thrown away. */
  private _held: Buffer[] = [];
  private _holding = true;
  private _portAnswered = false;
  /** The sequence number of the first message with data; null before it is released. */
  private _firstDataSequence: number | null = null;
  /** Tries to resume since the last frame came in: a gateway that accepts and drops at once is not hammered. */
  private _attempts = 0;
  private _wantsDrain = false;
  private _readingPaused = false;
  private _terminating: (() => void) | null = null;
  private _sendTimer: NodeJS.Timeout | null = null;
  private _sendTimerAt = Number.POSITIVE_INFINITY;
  private readonly _timers = new Map<string, NodeJS.Timeout>();
  private _bytesSent = 0;
  private _bytesReceived = 0;
  private _resumes = 0;

  public constructor(
    private readonly _options: DataChannelOptions,
    private readonly _handlers: DataChannelHandlers,
  ) {
    const wantedBytes = _options.payloadBytes ?? DEFAULT_PAYLOAD_BYTES;
    this._probe = new PayloadProbe({
      send: () => {
        const sequenceNumber = this._sender.nextSequenceNumber;
        this._push(PayloadType.Parameter, Buffer.alloc(wantedBytes));
        return sequenceNumber;
      },
      withdraw: (sequenceNumber) => {
        this._sender.replace(
          sequenceNumber,
          this._encode(PayloadType.Parameter, Buffer.alloc(0), sequenceNumber),
        );
      },
      taken: () => {
        this._payloadBytes = wantedBytes;
      },
    });
    this._handshake = new Handshake(_options.requestDataKey ?? null);
    this._health = new PathHealth({
      ping: () => this._socket?.ping(),
      dead: () => this._socket?.terminate(),
      waiting: () => this._sender.unacknowledged > 0,
    });
    this._dial(_options.ticket);
  }

  public get state(): ChannelState {
    return this._state;
  }

  public get statistics(): ChannelStatistics {
    return {
      roundTripMs: this._sender.roundTrip.smoothedMs,
      bytesSent: this._bytesSent,
      bytesReceived: this._bytesReceived,
      messagesResent: this._sender.resent,
      resumes: this._resumes,
    };
  }

  /**
   * Sends bytes to the target. They are kept until the agent has acknowledged them, also while the path is lost; the
   * caller must not change them afterwards.
   *
   * @returns false when the caller should wait for `onDrain` before it writes more
   */
  public write(bytes: Buffer): boolean {
    if (this._state.name === 'closed' || this._terminating) return true;
    if (this._holding) {
      this._held.push(bytes);
      this._wantsDrain = true;
      return false;
    }
    this._pushData(bytes);
    this._pump();
    this._wantsDrain = this._sender.queuedBytes > MAX_QUEUED_BYTES;
    return !this._wantsDrain;
  }

  /** Tells the size of the terminal behind a Standard_Stream session. */
  public resize(cols: number, rows: number): void {
    this._push(PayloadType.Size, sizePayload(cols, rows));
    this._pump();
  }

  /** Stops reading from the gateway, which holds back the agent; acknowledgements wait as well. */
  public pauseReading(): void {
    this._readingPaused = true;
    this._health.setPaused(true);
    this._socket?.pause();
  }

  public resumeReading(): void {
    if (!this._readingPaused) return;
    this._readingPaused = false;
    this._health.setPaused(false);
    this._socket?.resume();
  }

  /** Tries to resume now instead of at the end of the back-off: the network has come back, or the machine woke up. */
  public retryNow(): void {
    if (this._state.name === 'suspended' && this._timers.has('resume')) void this._resume();
    else this._health.checkNow();
  }

  /**
   * Ends the session: the agent is told by the flag TerminateSession and closes its connection to the port. The API
   * call TerminateSession, which also ends a session whose agent is away, is the caller's.
   *
   * @returns once the channel is closed, within a second
   */
  public async terminate(): Promise<void> {
    if (this._state.name === 'closed') return;
    if (!this._handshakeDone || !this._socketOpen) {
      this._close({ kind: 'terminated' });
      return;
    }
    await new Promise<void>((resolve) => {
      this._terminating = resolve;
      this._startTimer('terminate', TERMINATE_TIMEOUT_MS, () => this._close({ kind: 'terminated' }));
      this._push(PayloadType.Flag, flagPayload(Flag.TerminateSession));
      this._pump();
    });
  }

  private _dial(ticket: Ticket): void {
    const number = ++this._socketNumber;
    const current = () => number === this._socketNumber && this._state.name !== 'closed';
    this._socket = this._options.dial(ticket.streamUrl, ticket.headers, {
      onOpen: () => {
        if (current()) this._opened(ticket);
      },
      onMessage: (bytes) => {
        if (!current()) return;
        this._health.heard();
        this._receive(bytes);
      },
      onPong: () => {
        if (current()) this._health.heard();
      },
      onEnd: (end) => {
        if (current()) this._lost(end);
      },
    });
  }

  private _opened(ticket: Ticket): void {
    this._socketOpen = true;
    this._socket?.sendText(openDataChannelText(ticket.tokenValue, this._clientId));
    this._health.start();
    if (this._readingPaused) this._socket?.pause();
    if (this._state.name === 'suspended') {
      this._resumes++;
      this._sender.resume();
    }
    this._setState({ name: this._handshakeDone ? 'open' : 'handshaking' });
    if (!this._handshakeDone) {
      this._startTimer('handshake', HANDSHAKE_TIMEOUT_MS, () =>
        this._close(
          this._receiver.expected === 0
            ? { kind: 'agent-silent' }
            : { kind: 'handshake-failed', message: 'The agent did not complete the handshake' },
        ),
      );
    } else if (!this._portAnswered) this._watchPort();
    this._pump();
  }

  private _lost(end: SocketEnd): void {
    this._socket = null;
    this._socketOpen = false;
    this._health.stop();
    this._sender.suspend();
    this._probe.stop();
    this._stopTimer('port');
    if (this._terminating) {
      this._close({ kind: 'terminated' });
      return;
    }
    const why = end.reason === '' ? `WebSocket closed with code ${end.code}` : end.reason;
    if (this._state.name === 'connecting') {
      // Never open: the address, the network or the signature is wrong, which a new token would not mend.
      this._close(
        end.httpStatus === null
          ? { kind: 'gateway-unreachable', message: why }
          : { kind: 'gateway-refused', httpStatus: end.httpStatus, message: why },
      );
      return;
    }
    const since = this._state.name === 'suspended' ? this._state.since : Date.now();
    this._setState({ name: 'suspended', since, attempt: this._attempts, why });
    this._scheduleResume();
  }

  private _scheduleResume(): void {
    this._startTimer('resume', resumeDelayMs(this._attempts), () => void this._resume());
  }

  private async _resume(): Promise<void> {
    this._stopTimer('resume');
    if (this._state.name !== 'suspended') return;
    const attempt = ++this._attempts;
    this._setState({ ...this._state, attempt });
    try {
      const ticket = await this._options.resume();
      if (!this._is('suspended')) return;
      if (ticket) this._dial(ticket);
      else this._close({ kind: 'timed-out' });
    } catch (error) {
      if (!this._is('suspended')) return;
      const message = error instanceof Error ? error.message : String(error);
      if (error instanceof ResumeRefusedError) {
        this._close({ kind: 'resume-refused', message });
        return;
      }
      this._setState({ ...this._state, why: message });
      this._scheduleResume();
    }
  }

  /** The state may have changed while something was awaited, which the compiler cannot know. */
  private _is(name: ChannelState['name']): boolean {
    return this._state.name === name;
  }

  private _receive(bytes: Buffer): void {
    let frame: Frame;
    try {
      frame = decodeFrame(bytes);
    } catch (error) {
      // As the real peers do: what is no frame is ignored, and a message that got damaged comes again.
      if (error instanceof FrameError) return;
      throw error;
    }
    this._attempts = 0;
    switch (frame.messageType) {
      case MessageType.OutputStreamData:
        this._receiveStream(frame);
        break;
      case MessageType.Acknowledge: {
        const sequenceNumber = parseAcknowledge(frame.payload);
        if (sequenceNumber === null || !this._sender.acknowledge(sequenceNumber, performance.now())) break;
        // Later ones prove nothing: the agent acknowledges and keeps them while it is still dialling.
        if (sequenceNumber === this._firstDataSequence) this._portHasAnswered();
        this._probe.acknowledged(sequenceNumber);
        this._sender.unblock();
        this._pump();
        break;
      }
      case MessageType.ChannelClosed:
        this._close(
          this._terminating
            ? { kind: 'terminated' }
            : { kind: 'ended', output: parseChannelClosed(frame.payload) },
        );
        break;
      case MessageType.PausePublication:
        this._sender.block();
        break;
      case MessageType.StartPublication:
        this._sender.unblock();
        this._pump();
        break;
      default:
        // A type from the future: the peers ignore it too.
        break;
    }
  }

  private _receiveStream(frame: Frame): void {
    const { deliver, acknowledge } = this._receiver.receive(frame);
    if (acknowledge) this._socket?.sendBinary([encodeAcknowledge(frame, Date.now())]);
    // The agent is there: it would not send while it is away.
    if (this._sender.unblock()) this._pump();
    for (const message of deliver) {
      if (this._state.name === 'closed') return;
      this._deliver(message);
    }
  }

  private _deliver(frame: Frame): void {
    switch (frame.payloadType) {
      case PayloadType.Output:
        this._deliverData(frame.payload, (bytes) => this._handlers.onData(bytes));
        break;
      case PayloadType.StdErr:
        this._deliverData(frame.payload, (bytes) => this._handlers.onStdErr?.(bytes));
        break;
      case PayloadType.ExitCode:
        this._deliverData(frame.payload, (bytes) =>
          this._handlers.onExitCode?.(Number(bytes.toString('latin1'))),
        );
        break;
      case PayloadType.HandshakeRequest:
        void this._answerHandshake(frame.payload);
        break;
      case PayloadType.EncChallengeRequest: {
        const response = this._handshake.answerChallenge(frame.payload);
        if (response) this._pushAndPump(PayloadType.EncChallengeResponse, response);
        else this._close({ kind: 'handshake-failed', message: 'The encryption challenge could not be met' });
        break;
      }
      case PayloadType.HandshakeComplete:
        this._completeHandshake(frame.payload);
        break;
      case PayloadType.Flag:
        // Of port forwarding with multiplexing only; here as the real agent might one day send it.
        if (frame.payload.length === 4 && frame.payload.readUInt32BE() === Flag.ConnectToPortError)
          this._close({ kind: 'port-silent' });
        break;
      default:
        // Acknowledged and ignored, as the agent does with what it does not know.
        break;
    }
  }

  private _deliverData(payload: Buffer, deliver: (bytes: Buffer) => void): void {
    const encryption = this._handshake.encryption;
    let bytes = payload;
    if (encryption) {
      try {
        bytes = encryption.decrypt(payload);
      } catch {
        this._close({ kind: 'ended', output: 'A message could not be decrypted' });
        return;
      }
    }
    this._bytesReceived += bytes.length;
    this._portHasAnswered();
    deliver(bytes);
    if (this._handshakeDone) this._release();
  }

  private async _answerHandshake(payload: Buffer): Promise<void> {
    if (this._handshakeDone) return;
    const answer = await this._handshake.answer(payload);
    if (this._is('closed')) return;
    if (!answer) {
      this._close({ kind: 'handshake-failed', message: 'The handshake request is malformed' });
      return;
    }
    this._pushAndPump(PayloadType.HandshakeResponse, answer.response);
    if (answer.failure !== null) this._close({ kind: 'handshake-failed', message: answer.failure });
  }

  private _completeHandshake(payload: Buffer): void {
    if (this._handshakeDone) return;
    this._handshakeDone = true;
    this._stopTimer('handshake');
    const message = parseHandshakeComplete(payload)?.customerMessage ?? '';
    this._setState({ name: 'open' });
    if (message !== '') this._handlers.onCustomerMessage?.(message);
    // The agent sets its own "complete" just after having written this message: what arrives in between is thrown
    // away. Whoever waits for the server's first words never meets that gap.
    if (this._options.speaksFirst)
      this._startTimer('speaks-first', SPEAKS_FIRST_TIMEOUT_MS, () => this._release());
    else this._release();
  }

  /** Lets held data go: the agent is ready for it, or is given the benefit of the doubt. */
  private _release(): void {
    if (!this._holding) return;
    this._holding = false;
    this._stopTimer('speaks-first');
    this._firstDataSequence = this._sender.nextSequenceNumber;
    this._sender.expectRefusal();
    const held = this._held;
    this._held = [];
    for (const bytes of held) this._pushData(bytes);
    if (!this._portAnswered) this._watchPort();
    this._pump();
  }

  private _watchPort(): void {
    this._startTimer('port', PORT_SILENT_MS, () => {
      // Queued counts too: the service may ask for a pause because the agent's process died of the closed port.
      if (this._sender.unacknowledged === 0 && this._sender.queuedBytes === 0) this._watchPort();
      else this._close({ kind: 'port-silent' });
    });
  }

  private _portHasAnswered(): void {
    if (this._portAnswered) return;
    this._portAnswered = true;
    this._stopTimer('port');
    // Only now: the agent refuses nothing any more, so silence means the size.
    if ((this._options.payloadBytes ?? 0) > DEFAULT_PAYLOAD_BYTES) this._probe.start();
  }

  private _pushData(bytes: Buffer): void {
    for (let start = 0; start < bytes.length; start += this._payloadBytes)
      this._push(PayloadType.Output, bytes.subarray(start, start + this._payloadBytes));
    this._bytesSent += bytes.length;
  }

  private _pushAndPump(payloadType: number, payload: Buffer): void {
    this._push(payloadType, payload);
    this._pump();
  }

  private _push(payloadType: number, payload: Buffer): void {
    this._sender.push(payload.length, (sequenceNumber) => this._encode(payloadType, payload, sequenceNumber));
  }

  private _encode(payloadType: number, payload: Buffer, sequenceNumber: number): Buffer {
    // Only data is encrypted: handshake, flags and sizes go in the clear.
    const encryption = payloadType === PayloadType.Output ? this._handshake.encryption : null;
    return encodeFrame({
      messageType: MessageType.InputStreamData,
      schemaVersion: 1,
      createdDate: Date.now(),
      sequenceNumber,
      flags: 0,
      messageId: newMessageId(),
      payloadType,
      payload: encryption ? encryption.encrypt(payload) : payload,
    });
  }

  /** Puts on the wire what may go now, and comes back when there is more to do. */
  private _pump(): void {
    const socket = this._socket;
    if (!socket || !this._socketOpen) return;
    if (socket.bufferedBytes > MAX_SOCKET_BYTES) {
      socket.onFlushed(() => {
        if (socket === this._socket) this._pump();
      });
      return;
    }
    const now = performance.now();
    const frames = this._sender.poll(now);
    if (frames.length > 0) socket.sendBinary(frames);
    if (this._wantsDrain && !this._holding && this._sender.queuedBytes <= MAX_QUEUED_BYTES) {
      this._wantsDrain = false;
      this._handlers.onDrain();
    }
    this._scheduleSend(this._sender.nextPollAt(now));
  }

  private _scheduleSend(at: number | null): void {
    if (at === null || at >= this._sendTimerAt) return;
    if (this._sendTimer) clearTimeout(this._sendTimer);
    this._sendTimerAt = at;
    this._sendTimer = setTimeout(
      () => {
        this._sendTimer = null;
        this._sendTimerAt = Number.POSITIVE_INFINITY;
        this._pump();
      },
      Math.max(0, at - performance.now()),
    );
  }

  private _setState(state: ChannelState): void {
    this._state = state;
    this._handlers.onState(state);
  }

  private _close(reason: CloseReason): void {
    if (this._state.name === 'closed') return;
    for (const timer of this._timers.values()) clearTimeout(timer);
    this._timers.clear();
    if (this._sendTimer) clearTimeout(this._sendTimer);
    this._health.stop();
    this._probe.stop();
    const socket = this._socket;
    this._socket = null;
    this._socketOpen = false;
    // A paused socket would never see the other side's close frame.
    if (this._readingPaused) socket?.resume();
    socket?.close();
    this._held = [];
    this._setState({ name: 'closed', reason });
    this._handshake.encryption?.dispose();
    this._terminating?.();
  }

  private _startTimer(name: string, ms: number, callback: () => void): void {
    this._stopTimer(name);
    this._timers.set(
      name,
      setTimeout(() => {
        this._timers.delete(name);
        callback();
      }, ms),
    );
  }

  private _stopTimer(name: string): void {
    const timer = this._timers.get(name);
    if (timer) clearTimeout(timer);
    this._timers.delete(name);
  }
}
