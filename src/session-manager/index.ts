/** AWS Session Manager's data channel in plain Node: see docs/data-channel.md. */
export { DataChannel, DEFAULT_PAYLOAD_BYTES } from './data-channel.js';
export type {
  ChannelState,
  ChannelStatistics,
  CloseReason,
  DataChannelHandlers,
  DataChannelOptions,
} from './channel-types.js';
export { ResumeRefusedError, type Ticket } from './gateway-path.js';
export { ChannelDuplex } from './duplex.js';
export type { DataKey, RequestDataKey, SessionType } from './handshake.js';
export {
  webSocketDialer,
  type DataSocket,
  type DialSocket,
  type SocketEnd,
  type SocketHandlers,
} from './socket.js';
