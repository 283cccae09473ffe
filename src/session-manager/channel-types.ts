import type { PathEnd, PathOptions } from './gateway-path.js';
import type { RequestDataKey, SessionType } from './handshake.js';

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
  readonly sessionType: SessionType;
  /** Whether the target speaks first, as SSH servers and shells do: nothing is sent until it has, or a second has passed. */
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
