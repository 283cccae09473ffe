import type { Connection } from '../../src/connection/connection.js';
import type { TerminalPort } from '../../src/connection/terminal-port.js';
import type { ToTerminal } from '../../src/shared/contract/index.js';

/** The terminal of a connection that keeps what it is sent. */
export class FakeTerminal implements TerminalPort {
  public readonly messages: ToTerminal[] = [];
  private _text = '';
  public bytes = 0;
  /** Whether output is acknowledged as soon as it comes, as a terminal does that keeps up. */
  public keepsUp = true;
  public connection: Connection | null = null;

  public send(message: ToTerminal): void {
    this.messages.push(message);
  }
  public sendBytes(bytes: Uint8Array): void {
    this.bytes += bytes.length;
    this._text = (this._text + Buffer.from(bytes).toString('utf8')).slice(-200_000);
    if (this.keepsUp) this.connection?.onMessage({ type: 'ack', bytes: bytes.length });
  }
  public get text(): string {
    return this._text;
  }
  public last<Type extends ToTerminal['type']>(type: Type): Extract<ToTerminal, { type: Type }> | undefined {
    return this.messages.findLast((message) => message.type === type) as never;
  }
}
