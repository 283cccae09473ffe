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
import { GatewayPath, type PathEnd, type PathOptions, type Ticket } from './gateway-path.js';
import { PayloadProbe } from './payload-probe.js';
import type { DataSocket } from './socket.js';
import { ReliableReceiver } from './stream/receiver.js';
import { ReliableSender } from './stream/sender.js';
import { TargetGate } from './target-gate.js';
import { Timers } from './timers.js';

/** The payload size of plugin and agent. Whether the gateway takes larger ones is not documented. */
export const DEFAULT_PAYLOAD_BYTES = 1_024;
/** `write` asks its caller to wait above this, so that what waits here stays small beside what is in flight. */
const MAX_QUEUED_BYTES = 256 * 1024;
/** Nothing more is handed to a socket that holds this much: the system's buffer below it is full. */
const MAX_SOCKET_BYTES = 1024 * 1024;
/** From the open socket to HandshakeComplete. The agent allows 15 s for each of its steps. */
const HANDSHAKE_TIMEOUT_MS = 20_000;
/** How long an orderly end may take before the socket is closed anyway. */
const TERMINATE_TIMEOUT_MS = 1_000;

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
  | PathEnd
  /** The gateway is there, but no agent began the handshake. */
  | { readonly kind: 'agent-silent' }
  | { readonly kind: 'handshake-failed'; readonly message: string }
  /** The tunnel works, and nothing listens on the node's port. */
  | { readonly kind: 'port-silent' };

export interface DataChannelOptions extends PathOptions {
  readonly requestDataKey?: RequestDataKey;
  /** Whether the target speaks first, as SSH servers do: nothing is sent until it has, or a second has passed. */
  readonly speaksFirst: boolean;
  /** Larger payloads than the default are used once a probe has shown that gateway and agent take them. */
  readonly payloadBytes?: number;
}

export interface DataChannelHandlers {
  /** Bytes from the target, in order, each once: a view on what the socket has read, which nobody writes to again. */
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
  private readonly _path: GatewayPath;
  private readonly _gate: TargetGate;
  private readonly _probe: PayloadProbe;
  private readonly _timers = new Timers<'handshake' | 'terminate'>();
  private _payloadBytes = DEFAULT_PAYLOAD_BYTES;
  private _state: ChannelState = { name: 'connecting' };
  private _handshakeDone = false;
  private _wantsDrain = false;
  private _terminating: (() => void) | null = null;
  private _flushing: (() => void)[] = [];
  private _sendTimer: NodeJS.Timeout | null = null;
  private _sendTimerAt = Number.POSITIVE_INFINITY;
  private _awaitsFlushOf: DataSocket | null = null;
  private _bytesSent = 0;
  private _bytesReceived = 0;
  private _resumes = 0;

  public constructor(
    options: DataChannelOptions,
    private readonly _handlers: DataChannelHandlers,
  ) {
    const wantedBytes = options.payloadBytes ?? DEFAULT_PAYLOAD_BYTES;
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
    this._handshake = new Handshake(options.requestDataKey ?? null);
    this._gate = new TargetGate(options.speaksFirst, {
      release: (held) => this._release(held),
      answered: () => {
        // Only now: the agent refuses nothing any more, so silence means the size.
        if (wantedBytes > DEFAULT_PAYLOAD_BYTES) this._probe.start();
      },
      silent: () => this._close({ kind: 'port-silent' }),
      // Queued counts too: the service may ask for a pause because the agent's process died of the closed port.
      isWaiting: () => this._sender.unacknowledged > 0 || this._sender.queuedBytes > 0,
    });
    this._path = new GatewayPath(options, {
      onOpen: (ticket, resumed) => this._opened(ticket, resumed),
      onMessage: (bytes) => this._receive(bytes),
      onSuspended: (since, attempt, why) => this._suspended(since, attempt, why),
      onEnd: (end) => this._close(end),
      isWaiting: () => this._sender.unacknowledged > 0,
    });
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
    if (this._gate.hold(bytes)) {
      this._wantsDrain = true;
      return false;
    }
    this._pushData(bytes);
    this._pump();
    this._wantsDrain = this._sender.queuedBytes > MAX_QUEUED_BYTES;
    return !this._wantsDrain;
  }

  /** Settles when the agent has taken all that was written, or the channel is closed. */
  public async flush(): Promise<void> {
    if (this._state.name === 'closed' || this._isFlushed()) return;
    await new Promise<void>((resolve) => this._flushing.push(resolve));
  }

  /** Tells the size of the terminal behind a Standard_Stream session. */
  public resize(cols: number, rows: number): void {
    this._push(PayloadType.Size, sizePayload(cols, rows));
    this._pump();
  }

  /** Stops reading from the gateway, which holds back the agent; acknowledgements wait as well. */
  public pauseReading(): void {
    this._path.pauseReading();
  }

  public resumeReading(): void {
    this._path.resumeReading();
  }

  /** Tries to resume now instead of at the end of the back-off: the network has come back, or the machine woke up. */
  public retryNow(): void {
    this._path.retryNow();
  }

  /**
   * Ends the session: the agent is told by the flag TerminateSession and closes its connection to the port. The API
   * call TerminateSession, which also ends a session whose agent is away, is the caller's.
   *
   * @returns once the channel is closed, within a second
   */
  public async terminate(): Promise<void> {
    if (this._state.name === 'closed') return;
    if (!this._handshakeDone || !this._path.socket) {
      this._close({ kind: 'terminated' });
      return;
    }
    await new Promise<void>((resolve) => {
      this._terminating = resolve;
      this._timers.start('terminate', TERMINATE_TIMEOUT_MS, () => this._close({ kind: 'terminated' }));
      this._push(PayloadType.Flag, flagPayload(Flag.TerminateSession));
      this._pump();
    });
  }

  private _opened(ticket: Ticket, resumed: boolean): void {
    this._path.socket?.sendText(openDataChannelText(ticket.tokenValue, this._clientId));
    if (resumed) {
      this._resumes++;
      this._sender.resume();
    }
    this._setState({ name: this._handshakeDone ? 'open' : 'handshaking' });
    this._gate.pathOpened();
    if (!this._handshakeDone) {
      this._timers.start('handshake', HANDSHAKE_TIMEOUT_MS, () =>
        this._close(
          this._receiver.expected === 0
            ? { kind: 'agent-silent' }
            : { kind: 'handshake-failed', message: 'The agent did not complete the handshake' },
        ),
      );
    }
    this._pump();
  }

  private _suspended(since: number, attempt: number, why: string): void {
    this._sender.suspend();
    this._probe.stop();
    this._gate.pathLost();
    if (this._terminating) this._close({ kind: 'terminated' });
    else this._setState({ name: 'suspended', since, attempt, why });
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
    switch (frame.messageType) {
      case MessageType.OutputStreamData:
        this._receiveStream(frame);
        break;
      case MessageType.Acknowledge: {
        const sequenceNumber = parseAcknowledge(frame.payload);
        if (sequenceNumber === null || !this._sender.acknowledge(sequenceNumber, performance.now())) break;
        this._gate.acknowledged(sequenceNumber);
        this._probe.acknowledged(sequenceNumber);
        this._sender.unblock();
        this._pump();
        if (this._flushing.length > 0 && this._isFlushed()) this._endFlushing();
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
    if (acknowledge) this._path.socket?.sendBinary([encodeAcknowledge(frame, Date.now())]);
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
    deliver(bytes);
    this._gate.heard();
  }

  private async _answerHandshake(payload: Buffer): Promise<void> {
    if (this._handshakeDone) return;
    const answer = await this._handshake.answer(payload);
    if (this._state.name === 'closed') return;
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
    this._timers.stop('handshake');
    const message = parseHandshakeComplete(payload)?.customerMessage ?? '';
    this._setState({ name: 'open' });
    if (message !== '') this._handlers.onCustomerMessage?.(message);
    this._gate.handshakeCompleted();
  }

  private _release(held: readonly Buffer[]): number {
    const first = this._sender.nextSequenceNumber;
    this._sender.expectRefusal();
    for (const bytes of held) this._pushData(bytes);
    this._pump();
    return first;
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

  private _isFlushed(): boolean {
    return !this._gate.isHolding && this._sender.unacknowledged === 0 && this._sender.queuedBytes === 0;
  }

  private _endFlushing(): void {
    for (const resolve of this._flushing.splice(0)) resolve();
  }

  /** Puts on the wire what may go now, and comes back when there is more to do. */
  private _pump(): void {
    const socket = this._path.socket;
    if (!socket) return;
    if (socket.bufferedBytes > MAX_SOCKET_BYTES) {
      this._pumpWhenFlushed(socket);
      return;
    }
    const now = performance.now();
    const frames = this._sender.poll(now);
    if (frames.length > 0) socket.sendBinary(frames);
    if (this._wantsDrain && !this._gate.isHolding && this._sender.queuedBytes <= MAX_QUEUED_BYTES) {
      this._wantsDrain = false;
      this._handlers.onDrain();
    }
    this._scheduleSend(this._sender.nextPollAt(now));
  }

  private _pumpWhenFlushed(socket: DataSocket): void {
    // Acknowledgements go on coming meanwhile, and each of them asks.
    if (this._awaitsFlushOf === socket) return;
    this._awaitsFlushOf = socket;
    socket.onFlushed(() => {
      if (this._awaitsFlushOf === socket) this._awaitsFlushOf = null;
      if (socket === this._path.socket) this._pump();
    });
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
    this._timers.stopAll();
    if (this._sendTimer) clearTimeout(this._sendTimer);
    this._path.close();
    this._gate.dispose();
    this._probe.stop();
    this._setState({ name: 'closed', reason });
    this._handshake.encryption?.dispose();
    this._terminating?.();
    this._endFlushing();
  }
}
