import { terminalMessages, type ToConnection, type ToTerminal } from '../../shared/contract/index.js';
import { AckBatcher } from './ack-batcher.js';

/** The part of a MessagePort that a link needs. */
export interface Port {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

/** The part of a terminal that output goes to; `parsed` is called when all of it has been parsed. */
export interface Output {
  write(bytes: Uint8Array, parsed: () => void): void;
}

/**
 * xterm.js looks at the clock and lets the window breathe between writes only, so one write must not take long to
 * parse. A shell that was held back and goes on delivers hundreds of KiB at once: a tenth of a second for all tabs.
 */
const WRITE_BYTES = 8 * 1024;

/** The terminal's end of the port to its connection: bytes both ways, messages, and acknowledgement of output. */
export class TerminalLink {
  private readonly acks = new AckBatcher((bytes) => this.send({ type: 'ack', bytes }));

  /**
   * @param port from `expectPort`
   * @param output what shows the bytes
   * @param receive takes the messages; one that does not fit the contract is dropped
   */
  public constructor(
    private readonly port: Port,
    private readonly output: Output,
    private readonly receive: (message: ToTerminal) => void,
  ) {
    port.onmessage = ({ data }: MessageEvent<unknown>) => this.onMessage(data);
  }

  /** Sends what was typed or pasted. */
  public input(bytes: Uint8Array): void {
    this.port.postMessage(bytes);
  }

  public resize(cols: number, rows: number): void {
    this.send({ type: 'resize', cols, rows });
  }

  public close(): void {
    this.port.onmessage = null;
    this.port.close();
  }

  private send(message: ToConnection): void {
    this.port.postMessage(message);
  }

  private onMessage(data: unknown): void {
    if (data instanceof Uint8Array) {
      this.onOutput(data);
      return;
    }
    const message = terminalMessages.toTerminal.safeParse(data);
    if (message.success) this.receive(message.data);
  }

  private onOutput(bytes: Uint8Array): void {
    this.acks.written(bytes.byteLength);
    for (let start = 0; start < bytes.byteLength; start += WRITE_BYTES) {
      const slice = bytes.subarray(start, start + WRITE_BYTES);
      this.output.write(slice, () => this.acks.done(slice.byteLength));
    }
  }
}
