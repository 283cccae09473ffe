/** AWS Session Manager's data channel in plain Node: see docs/data-channel.md. */
export {
  DataChannel,
  DEFAULT_PAYLOAD_BYTES,
  ResumeRefusedError,
  type ChannelState,
  type ChannelStatistics,
  type CloseReason,
  type DataChannelHandlers,
  type DataChannelOptions,
  type Ticket,
} from './data-channel.js';
export { ChannelDuplex } from './duplex.js';
export type { DataKey, RequestDataKey } from './handshake.js';
export {
  webSocketDialer,
  type DataSocket,
  type DialSocket,
  type SocketEnd,
  type SocketHandlers,
} from './socket.js';
