/** AWS Session Manager's data channel in plain Node: see docs/data-channel.md. */
export {
  DataChannel,
  DEFAULT_PAYLOAD_BYTES,
  type ChannelState,
  type ChannelStatistics,
  type CloseReason,
  type DataChannelHandlers,
  type DataChannelOptions,
} from './data-channel.js';
export { ResumeRefusedError, type Ticket } from './gateway-path.js';
export { ChannelDuplex } from './duplex.js';
export type { DataKey, RequestDataKey } from './handshake.js';
export {
  webSocketDialer,
  type DataSocket,
  type DialSocket,
  type SocketEnd,
  type SocketHandlers,
} from './socket.js';
