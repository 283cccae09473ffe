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
import type {
  ChannelState,
  ChannelStatistics,
  CloseReason,
  DataChannelHandlers,
  DataChannelOptions,
} from './channel-types.js';
import { GatewayPath, type Ticket } from './gateway-path.js';
import { Handshake } from './handshake.js';
import { PayloadProbe } from './payload-probe.js';
import { SendPump } from './send-pump.js';
import { ReliableReceiver } from './stream/receiver.js';
import { ReliableSender } from './stream/sender.js';
import { TargetGate } from './target-gate.js';
import { Timers } from './timers.js';

/** The payload size of plugin and agent. Whether the gateway takes larger ones is not documented. */
export const DEFAULT_PAYLOAD_BYTES = 1_024;
/** `write` asks its caller to wait above this, so that what waits here stays small beside what is in flight. */
const MAX_QUEUED_BYTES = 256 * 1024;
/** From the open socket to HandshakeComplete. The agent allows 15 s for each of its steps. */
const HANDSHAKE_TIMEOUT_MS = 20_000;
/** How long an orderly end may take before the socket is closed anyway. */
const TERMINATE_TIMEOUT_MS = 1_000;

/**
 * A Session Manager data channel: a byte stream to a port (or shell) of a node that outlives its WebSocket.
 *
 * It starts dialling when constructed and ends in the state `closed`, once, after which no handler is called.
 */
export class DataChannel {
  private readonly clientId = randomUUID();
  private readonly sender = new ReliableSender();
  private readonly receiver = new ReliableReceiver();
  private readonly handshake: Handshake;
  private readonly path: GatewayPath;
  private readonly gate: TargetGate;
  private readonly probe: PayloadProbe;
  private readonly pump = new SendPump(
    this.sender,
    () => this.path.socket,
    () => this.drain(),
  );
  private readonly timers = new Timers<'handshake' | 'terminate'>();
  private readonly isShell: boolean;
  /** The size of a shell's terminal, once it was told. */
  private size: Buffer | null = null;
  private payloadBytes = DEFAULT_PAYLOAD_BYTES;
  private _state: ChannelState = { name: 'connecting' };
  private handshakeDone = false;
  private wantsDrain = false;
  private terminating: (() => void) | null = null;
  private flushing: (() => void)[] = [];
  private bytesSent = 0;
  private bytesReceived = 0;
  private resumes = 0;

  public constructor(
    options: DataChannelOptions,
    private readonly handlers: DataChannelHandlers,
  ) {
    const wantedBytes = options.payloadBytes ?? DEFAULT_PAYLOAD_BYTES;
    this.probe = new PayloadProbe({
      send: () => {
        const sequenceNumber = this.sender.nextSequenceNumber;
        this.push(PayloadType.Parameter, Buffer.alloc(wantedBytes));
        return sequenceNumber;
      },
      withdraw: (sequenceNumber) => {
        this.sender.replace(
          sequenceNumber,
          this.encode(PayloadType.Parameter, Buffer.alloc(0), sequenceNumber),
        );
      },
      taken: () => {
        this.payloadBytes = wantedBytes;
      },
    });
    this.handshake = new Handshake(options.requestDataKey ?? null);
    this.isShell = options.sessionType === 'Standard_Stream';
    this.gate = new TargetGate(options.speaksFirst, !this.isShell, {
      release: (held) => this.release(held),
      answered: () => {
        // Only now: the agent refuses nothing any more, so silence means the size.
        if (wantedBytes > DEFAULT_PAYLOAD_BYTES) this.probe.start();
      },
      silent: () => this.close({ kind: 'port-silent' }),
      // Queued counts too: the service may ask for a pause because the agent's process died of the closed port.
      isWaiting: () => this.sender.unacknowledged > 0 || this.sender.queuedBytes > 0,
    });
    this.path = new GatewayPath(options, {
      onOpen: (ticket, resumed) => this.opened(ticket, resumed),
      onMessage: (bytes) => this.receive(bytes),
      onSuspended: (since, attempt, why) => this.suspended(since, attempt, why),
      onEnd: (end) => this.close(end),
      isWaiting: () => this.sender.unacknowledged > 0,
    });
  }

  public get state(): ChannelState {
    return this._state;
  }

  public get statistics(): ChannelStatistics {
    return {
      roundTripMs: this.sender.roundTrip.smoothedMs,
      bytesSent: this.bytesSent,
      bytesReceived: this.bytesReceived,
      messagesResent: this.sender.resent,
      resumes: this.resumes,
    };
  }

  /**
   * Sends bytes to the target. They are kept until the agent has acknowledged them, also while the path is lost; the
   * caller must not change them afterwards.
   *
   * @returns false when the caller should wait for `onDrain` before it writes more
   */
  public write(bytes: Buffer): boolean {
    if (this._state.name === 'closed' || this.terminating) return true;
    if (this.gate.hold(bytes)) {
      this.wantsDrain = true;
      return false;
    }
    this.pushData(bytes);
    this.pump.run();
    this.wantsDrain = this.sender.queuedBytes > MAX_QUEUED_BYTES;
    return !this.wantsDrain;
  }

  /** Settles when the agent has taken all that was written, or the channel is closed. */
  public async flush(): Promise<void> {
    if (this._state.name === 'closed' || this.isFlushed()) return;
    await new Promise<void>((resolve) => this.flushing.push(resolve));
  }

  /** Tells a shell the size of its terminal, as soon as it can take it. */
  public resize(cols: number, rows: number): void {
    if (this._state.name === 'closed' || this.terminating) return;
    this.size = sizePayload(cols, rows);
    if (!this.gate.isHolding) this.pushAndPump(PayloadType.Size, this.size);
  }

  /** Stops reading from the gateway, which holds back the agent; acknowledgements wait as well. */
  public pauseReading(): void {
    this.path.pauseReading();
  }

  public resumeReading(): void {
    this.path.resumeReading();
  }

  /** Tries to resume now instead of at the end of the back-off: the network has come back, or the machine woke up. */
  public retryNow(): void {
    this.path.retryNow();
  }

  /**
   * Ends the session: the agent is told by the flag TerminateSession and closes its connection to the port. The API
   * call TerminateSession, which also ends a shell or a session whose agent is away, is the caller's.
   *
   * @returns once the channel is closed, within a second
   */
  public async terminate(): Promise<void> {
    if (this._state.name === 'closed') return;
    if (!this.handshakeDone || !this.path.socket) {
      this.close({ kind: 'terminated' });
      return;
    }
    await new Promise<void>((resolve) => {
      this.terminating = resolve;
      this.timers.start('terminate', TERMINATE_TIMEOUT_MS, () => this.close({ kind: 'terminated' }));
      this.push(PayloadType.Flag, flagPayload(Flag.TerminateSession));
      this.pump.run();
    });
  }

  private opened(ticket: Ticket, resumed: boolean): void {
    this.path.socket?.sendText(openDataChannelText(ticket.tokenValue, this.clientId));
    if (resumed) {
      this.resumes++;
      this.sender.resume();
    }
    this.setState({ name: this.handshakeDone ? 'open' : 'handshaking' });
    this.gate.pathOpened();
    if (!this.handshakeDone) {
      this.timers.start('handshake', HANDSHAKE_TIMEOUT_MS, () =>
        this.close(
          this.receiver.expected === 0
            ? { kind: 'agent-silent' }
            : { kind: 'handshake-failed', message: 'The agent did not complete the handshake' },
        ),
      );
    }
    this.pump.run();
  }

  private suspended(since: number, attempt: number, why: string): void {
    this.sender.suspend();
    this.probe.stop();
    this.gate.pathLost();
    if (this.terminating) this.close({ kind: 'terminated' });
    else this.setState({ name: 'suspended', since, attempt, why });
  }

  private receive(bytes: Buffer): void {
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
        this.receiveStream(frame);
        break;
      case MessageType.Acknowledge: {
        const sequenceNumber = parseAcknowledge(frame.payload);
        if (sequenceNumber === null || !this.sender.acknowledge(sequenceNumber, performance.now())) break;
        this.gate.acknowledged(sequenceNumber);
        this.probe.acknowledged(sequenceNumber);
        this.sender.unblock();
        this.pump.run();
        if (this.flushing.length > 0 && this.isFlushed()) this.endFlushing();
        break;
      }
      case MessageType.ChannelClosed:
        this.close(
          this.terminating
            ? { kind: 'terminated' }
            : { kind: 'ended', output: parseChannelClosed(frame.payload) },
        );
        break;
      case MessageType.PausePublication:
        this.sender.block();
        break;
      case MessageType.StartPublication:
        this.sender.unblock();
        this.pump.run();
        break;
      default:
        // A type from the future: the peers ignore it too.
        break;
    }
  }

  private receiveStream(frame: Frame): void {
    const { deliver, acknowledge } = this.receiver.receive(frame);
    if (acknowledge) this.path.socket?.sendBinary([encodeAcknowledge(frame, Date.now())]);
    // The agent is there: it would not send while it is away.
    if (this.sender.unblock()) this.pump.run();
    for (const message of deliver) {
      if (this._state.name === 'closed') return;
      this.deliver(message);
    }
  }

  private deliver(frame: Frame): void {
    switch (frame.payloadType) {
      case PayloadType.Output:
        // An agent that has nothing to ask of its shell's client begins with what the shell says.
        if (this.isShell && frame.sequenceNumber === 0) this.completeHandshake('');
        this.deliverData(frame.payload);
        break;
      case PayloadType.HandshakeRequest:
        void this.answerHandshake(frame.payload);
        break;
      case PayloadType.EncChallengeRequest: {
        const response = this.handshake.answerChallenge(frame.payload);
        if (response) this.pushAndPump(PayloadType.EncChallengeResponse, response);
        else this.close({ kind: 'handshake-failed', message: 'The encryption challenge could not be met' });
        break;
      }
      case PayloadType.HandshakeComplete:
        this.completeHandshake(parseHandshakeComplete(frame.payload)?.customerMessage ?? '');
        break;
      case PayloadType.Flag:
        // Of port forwarding with multiplexing only; here as the real agent might one day send it.
        if (frame.payload.length === 4 && frame.payload.readUInt32BE() === Flag.ConnectToPortError)
          this.close({ kind: 'port-silent' });
        break;
      default:
        // Acknowledged and ignored, as the agent does with what it does not know.
        break;
    }
  }

  private deliverData(payload: Buffer): void {
    const encryption = this.handshake.encryption;
    let bytes = payload;
    if (encryption) {
      try {
        bytes = encryption.decrypt(payload);
      } catch {
        this.close({ kind: 'ended', output: 'A message could not be decrypted' });
        return;
      }
    }
    this.bytesReceived += bytes.length;
    this.handlers.onData(bytes);
    this.gate.heard();
  }

  private async answerHandshake(payload: Buffer): Promise<void> {
    if (this.handshakeDone) return;
    const answer = await this.handshake.answer(payload);
    if (this._state.name === 'closed') return;
    if (!answer) {
      this.close({ kind: 'handshake-failed', message: 'The handshake request is malformed' });
      return;
    }
    this.pushAndPump(PayloadType.HandshakeResponse, answer.response);
    if (answer.failure !== null) this.close({ kind: 'handshake-failed', message: answer.failure });
  }

  private completeHandshake(customerMessage: string): void {
    if (this.handshakeDone) return;
    this.handshakeDone = true;
    this.timers.stop('handshake');
    this.setState({ name: 'open' });
    if (customerMessage !== '') this.handlers.onCustomerMessage?.(customerMessage);
    this.gate.handshakeCompleted();
  }

  private release(held: readonly Buffer[]): number {
    const first = this.sender.nextSequenceNumber;
    this.sender.expectRefusal();
    // Before what was typed: programs ask for it as they start.
    if (this.size) this.push(PayloadType.Size, this.size);
    for (const bytes of held) this.pushData(bytes);
    this.pump.run();
    return first;
  }

  private pushData(bytes: Buffer): void {
    for (let start = 0; start < bytes.length; start += this.payloadBytes)
      this.push(PayloadType.Output, bytes.subarray(start, start + this.payloadBytes));
    this.bytesSent += bytes.length;
  }

  private pushAndPump(payloadType: number, payload: Buffer): void {
    this.push(payloadType, payload);
    this.pump.run();
  }

  private push(payloadType: number, payload: Buffer): void {
    this.sender.push(payload.length, (sequenceNumber) => this.encode(payloadType, payload, sequenceNumber));
  }

  private encode(payloadType: number, payload: Buffer, sequenceNumber: number): Buffer {
    // Only data is encrypted: handshake, flags and sizes go in the clear.
    const encryption = payloadType === PayloadType.Output ? this.handshake.encryption : null;
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

  private isFlushed(): boolean {
    return !this.gate.isHolding && this.sender.unacknowledged === 0 && this.sender.queuedBytes === 0;
  }

  private endFlushing(): void {
    for (const resolve of this.flushing.splice(0)) resolve();
  }

  private drain(): void {
    if (!this.wantsDrain || this.gate.isHolding || this.sender.queuedBytes > MAX_QUEUED_BYTES) return;
    this.wantsDrain = false;
    this.handlers.onDrain();
  }

  private setState(state: ChannelState): void {
    this._state = state;
    this.handlers.onState(state);
  }

  private close(reason: CloseReason): void {
    if (this._state.name === 'closed') return;
    this.timers.stopAll();
    this.pump.stop();
    this.path.close();
    this.gate.dispose();
    this.probe.stop();
    this.setState({ name: 'closed', reason });
    this.handshake.encryption?.dispose();
    this.terminating?.();
    this.endFlushing();
  }
}
