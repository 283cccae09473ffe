import type { ToConnection, ToTerminal } from '../shared/contract/index.js';

/** The way to the terminal in the window: a MessagePort in the app, anything alike in tests and benches. */
export interface TerminalPort {
  send(message: ToTerminal): void;
  /** Terminal output. The array is handed over: the sender does not touch it again. */
  sendBytes(bytes: Uint8Array): void;
}

/** What comes from the terminal. */
export interface TerminalInput {
  /** Typed or pasted bytes. */
  onBytes(bytes: Uint8Array): void;
  onMessage(message: ToConnection): void;
  /** The terminal is gone: its tab or window was closed. */
  onClosed(): void;
}
