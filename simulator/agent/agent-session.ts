import type { AgentCipher } from './cipher.js';
import {
  acknowledgedSequenceNumber,
  decodeFrame,
  encodeAcknowledge,
  hasRightDigest,
  PayloadType,
  SessionFlag,
  type Frame,
} from './frame.js';
import { Handshake, type SessionEncryption } from './handshake.js';
import { IncomingStream, type Outcome } from './incoming-stream.js';
import { OutgoingStream } from './outgoing-stream.js';
import { ShellTarget, type ShellProgram } from './shell-target.js';
import { TargetConnection } from './target-connection.js';
import type { Target } from './target.js';
import { isAtLeast } from './version.js';

/** The Port plugin, and with it SSH sessions, came with this agent version (notes, section 9). */
const PORT_PLUGIN_VERSION = '2.3.672.0';
/** `PrepareToCloseChannel` of the agent: the longest it waits for its outgoing messages to be acknowledged. */
const DRAIN_LIMIT_MS = 2000;

/** What a session is for, by its document. */
export type Destination =
  | {
      readonly sessionType: 'Port';
      readonly portNumber: string;
      /** Where the agent's dial of localhost:portNumber leads; undefined: nothing listens there. */
      readonly dialPort: number | undefined;
    }
  | {
      readonly sessionType: 'Standard_Stream';
      /** Undefined where the node has none. */
      readonly shell: ShellProgram | undefined;
    };

export interface AgentSessionOptions {
  sessionId: string;
  /** The node's id. */
  target: string;
  agentVersion: string;
  destination: Destination;
  dialDelayMs: number;
  pacing: boolean;
  readBytes: number;
  /** For so long after HandshakeComplete data is still thrown away: the agent's micro race (notes, section 5). */
  handshakeRaceMs: number;
  encryption: SessionEncryption | undefined;
}

/** How the agent's session came to its end, as it would report it in agent_task_complete. */
export interface AgentResult {
  status: 'Success' | 'Failed';
  /** `eof` the target closed, `flag` the client's TerminateSession, `cancelled` by channel_closed, else a failure. */
  cause: 'eof' | 'flag' | 'cancelled' | 'disconnect' | 'error' | 'handshake';
  output: string;
}

export interface AgentSessionEvents {
  /** A frame for the client. */
  transmit(bytes: Buffer): void;
  /** Whether the way to the client is full. */
  congested(): boolean;
  /** The agent's reader waits in a TCP write (true), or reads on (false). */
  blocked(blocked: boolean): void;
  ended(result: AgentResult): void;
  /** The session worker crashed without a word: a refused dial does that (notes, section 7). */
  crashed(): void;
  /** A message that a right client would not have sent. */
  violation(text: string): void;
  handshakeCompleted(clientVersion: string): void;
  counted(
    what: 'bytesToAgent' | 'bytesToClient' | 'resends' | 'duplicates' | 'refusals' | 'discarded',
    by: number,
  ): void;
}

/** The agent's session worker for one session (notes, sections 5 to 8). */
export class AgentSession {
  private readonly outgoing: OutgoingStream;
  private readonly incoming: IncomingStream;
  private readonly handshake: Handshake;
  private handshakeComplete = false;
  private cipher: AgentCipher | undefined;
  private connection: Target | undefined;
  private dialTimer: NodeJS.Timeout | undefined;
  private raceTimer: NodeJS.Timeout | undefined;
  private paused = false;
  private targetHeld = false;
  private closing = false;
  private gone = false;
  /** Frames that arrived while the reader was blocked in a TCP write. */
  private readonly waiting: Buffer[] = [];
  private busy = false;

  constructor(
    private readonly options: AgentSessionOptions,
    private readonly events: AgentSessionEvents,
  ) {
    this.outgoing = new OutgoingStream({
      transmit: (bytes) => events.transmit(bytes),
      congested: () => events.congested(),
      resent: () => events.counted('resends', 1),
    });
    this.incoming = new IncomingStream({
      process: (frame, settle) => this.process(frame, settle),
      acknowledge: (frame) => events.transmit(encodeAcknowledge(frame)),
      duplicate: () => events.counted('duplicates', 1),
    });
    this.handshake = new Handshake(
      {
        agentVersion: options.agentVersion,
        sessionId: options.sessionId,
        target: options.target,
        sessionType: options.destination.sessionType,
        properties:
          options.destination.sessionType === 'Port' ? { portNumber: options.destination.portNumber } : null,
        encryption: options.encryption,
      },
      {
        send: (payloadType, payload) => this.outgoing.send(payloadType, payload),
        complete: ({ clientVersion, cipher }) => this.afterHandshake(clientVersion, cipher),
        failed: (reason) => this.end({ status: 'Failed', cause: 'handshake', output: reason }),
      },
    );
  }

  start(): void {
    const { destination, encryption } = this.options;
    if (destination.sessionType === 'Standard_Stream') {
      // A shell asks its client for nothing but a key: without one there is no handshake (`sessionplugin.go`).
      if (encryption) this.handshake.start();
      else this.begin();
      return;
    }
    if (!isAtLeast(this.options.agentVersion, PORT_PLUGIN_VERSION)) {
      this.end({
        status: 'Failed',
        cause: 'error',
        output: 'Plugin with name Port not found. Step name: Port',
      });
      return;
    }
    this.handshake.start();
  }

  /** A frame from the client. */
  receive(bytes: Buffer): void {
    if (this.gone) return;
    if (this.busy) this.waiting.push(bytes);
    else this.handle(bytes);
  }

  /** pause_publication from the gateway: the client is away. */
  pausePublication(): void {
    this.paused = true;
    this.outgoing.pause();
  }

  /** start_publication from the gateway; any message from the client does the same (notes, section 8). */
  startPublication(): void {
    if (!this.paused) return;
    this.paused = false;
    this.outgoing.unpause();
    this.readTarget();
  }

  /** The way to the client has room again. */
  uncongested(): void {
    this.readTarget();
  }

  /** channel_closed from the gateway: the session is cancelled, which the agent counts as success. */
  cancel(): void {
    this.end({ status: 'Success', cause: 'cancelled', output: '' });
  }

  /** Everything gone at once, without a report: the simulator closes. */
  destroy(): void {
    this.gone = true;
    this.handshake.stop();
    clearTimeout(this.dialTimer);
    clearTimeout(this.raceTimer);
    this.connection?.close();
    this.outgoing.close();
    this.waiting.length = 0;
  }

  private handle(bytes: Buffer): void {
    const frame = decodeFrame(bytes);
    if (frame === undefined) {
      this.events.violation(`malformed frame of ${bytes.length} bytes`);
      return;
    }
    this.checkFrame(frame);
    if (frame.messageType === 'acknowledge') {
      this.startPublication();
      const acknowledged = acknowledgedSequenceNumber(frame);
      if (acknowledged === undefined) this.events.violation('acknowledge without a sequence number');
      else this.outgoing.acknowledged(acknowledged);
      return;
    }
    if (frame.messageType !== 'input_stream_data') {
      this.events.violation(`message type ${frame.messageType} from a client`);
      return;
    }
    this.startPublication();
    this.busy = true;
    let waited = false;
    this.incoming.receive(frame, () => {
      this.busy = false;
      if (waited) this.unblocked();
    });
    waited = this.isBusy();
    if (waited) this.events.blocked(true);
  }

  private isBusy(): boolean {
    return this.busy;
  }

  private unblocked(): void {
    let bytes: Buffer | undefined;
    while (!this.isBusy() && (bytes = this.waiting.shift()) !== undefined) this.handle(bytes);
    if (!this.isBusy()) this.events.blocked(false);
  }

  /** The agent itself checks neither; a right client gets both right (notes, section 3). */
  private checkFrame(frame: Frame): void {
    if (frame.payloadLength !== frame.payload.length)
      this.events.violation('PayloadLength is not the payload length');
    if (!hasRightDigest(frame)) this.events.violation('PayloadDigest is not the SHA-256 of the payload');
  }

  private process(frame: Frame, settle: (outcome: 'done' | 'refused') => void): Outcome {
    if (
      frame.payloadType === PayloadType.HandshakeResponse ||
      frame.payloadType === PayloadType.EncChallengeResponse
    ) {
      return this.handshake.receive(frame) ? 'done' : 'refused';
    }
    if (!this.handshakeComplete) {
      // The trap: acknowledged and thrown away (notes, section 5).
      this.events.counted('discarded', 1);
      // Within the agent's micro race the client is not to blame.
      if (this.raceTimer === undefined) {
        this.events.violation(
          `data before the handshake was complete, sequence number ${frame.sequenceNumber}`,
        );
      }
      return 'done';
    }
    const connection = this.connection;
    if (connection?.available !== true || this.closing) {
      this.events.counted('refusals', 1);
      return 'refused';
    }
    if (frame.payloadType === PayloadType.Output) return this.writeToTarget(connection, frame, settle);
    if (frame.payloadType === PayloadType.Flag && connection instanceof TargetConnection)
      this.flag(connection, frame);
    if (frame.payloadType === PayloadType.Size && connection instanceof ShellTarget)
      return resizeTo(connection, frame.payload) ? 'done' : 'refused';
    // Unknown payload types are acknowledged and ignored (notes, section 4).
    return 'done';
  }

  private writeToTarget(
    connection: Target,
    frame: Frame,
    settle: (outcome: 'done' | 'refused') => void,
  ): Outcome {
    const data = this.cipher ? this.cipher.decrypt(frame.payload) : frame.payload;
    if (data === undefined) {
      this.events.violation('data that does not decrypt');
      return 'refused';
    }
    const outcome = connection.write(data, (late) => {
      if (late === 'done') this.events.counted('bytesToAgent', data.length);
      settle(late === 'done' ? 'done' : 'refused');
    });
    if (outcome === 'pending') return 'pending';
    if (outcome === 'failed') return 'refused';
    this.events.counted('bytesToAgent', data.length);
    return 'done';
  }

  private flag(connection: TargetConnection, frame: Frame): void {
    const flag = frame.payload.length >= 4 ? frame.payload.readUInt32BE(0) : 0;
    if (flag === SessionFlag.TerminateSession) {
      // The acknowledgement of the flag goes out first: the session ends on another thread of the agent.
      queueMicrotask(() => this.end({ status: 'Success', cause: 'flag', output: '' }));
      connection.close();
    } else if (flag === SessionFlag.DisconnectToPort) {
      // On a session without a type the read loop then fails on its closed connection (notes, section 7).
      queueMicrotask(() => this.end({ status: 'Failed', cause: 'disconnect', output: '' }));
      connection.close();
    }
  }

  private afterHandshake(clientVersion: string, cipher: AgentCipher | undefined): void {
    this.cipher = cipher;
    this.events.handshakeCompleted(clientVersion);
    this.begin();
  }

  private begin(): void {
    const { destination, handshakeRaceMs, dialDelayMs } = this.options;
    const complete = () => {
      this.handshakeComplete = true;
    };
    if (handshakeRaceMs > 0) this.raceTimer = setTimeout(complete, handshakeRaceMs);
    else complete();
    const open = () =>
      destination.sessionType === 'Port'
        ? this.dial(destination.dialPort)
        : this.startShell(destination.shell);
    if (dialDelayMs > 0) this.dialTimer = setTimeout(open, dialDelayMs);
    else open();
  }

  private startShell(shell: ShellProgram | undefined): void {
    const failed = (why: string) =>
      this.end({
        status: 'Failed',
        cause: 'error',
        output: `Unable to start command: Failed to start pty: ${why}\n`,
      });
    if (shell === undefined) {
      failed('exec: "sh": executable file not found in $PATH');
      return;
    }
    this.connection = new ShellTarget(shell, this.options.pacing, {
      data: (bytes) => this.fromTarget(bytes),
      eof: () => this.end({ status: 'Success', cause: 'eof', output: '' }),
      failed: (error) => failed(error.message),
    });
  }

  private dial(dialPort: number | undefined): void {
    const { pacing, readBytes } = this.options;
    if (dialPort === undefined) {
      this.crash();
      return;
    }
    this.connection = new TargetConnection(
      { port: dialPort, pacing, readBytes },
      {
        dialled: () => undefined,
        refused: () => this.crash(),
        data: (bytes) => this.fromTarget(bytes),
        eof: () => this.end({ status: 'Success', cause: 'eof', output: '' }),
        failed: () => this.end({ status: 'Failed', cause: 'error', output: '' }),
      },
    );
  }

  private fromTarget(bytes: Buffer): boolean {
    this.events.counted('bytesToClient', bytes.length);
    this.outgoing.send(PayloadType.Output, this.cipher ? this.cipher.encrypt(bytes) : bytes);
    this.targetHeld = this.paused || this.events.congested();
    return !this.targetHeld;
  }

  private readTarget(): void {
    if (!this.targetHeld || this.paused || this.events.congested()) return;
    this.targetHeld = false;
    this.connection?.resume();
  }

  private end(result: AgentResult): void {
    if (this.closing || this.gone) return;
    this.closing = true;
    this.handshake.stop();
    clearTimeout(this.dialTimer);
    this.connection?.close();
    this.outgoing.drained(DRAIN_LIMIT_MS, () => {
      if (this.gone) return;
      this.destroy();
      this.events.ended(result);
    });
  }

  private crash(): void {
    this.destroy();
    this.events.crashed();
  }
}

/** False for what is no size, which the agent fails to process. */
function resizeTo(shell: ShellTarget, payload: Buffer): boolean {
  try {
    const { cols, rows } = JSON.parse(payload.toString()) as { cols?: unknown; rows?: unknown };
    if (!Number.isInteger(cols) || !Number.isInteger(rows)) return false;
    shell.resize(Number(cols), Number(rows));
    return true;
  } catch {
    return false;
  }
}
