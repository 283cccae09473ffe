import { randomUUID } from 'node:crypto';
import { encodeFrame, PayloadType, SYN_FIN } from '../agent/frame.js';

/** channel_closed, from the gateway to either end (notes, section 4; made up after a stand-in, not the real gateway). */
export function channelClosed(sessionId: string, destinationId: string, output: string): Buffer {
  return gatewayFrame(
    'channel_closed',
    JSON.stringify({
      MessageId: randomUUID(),
      CreatedDate: String(Date.now()),
      DestinationId: destinationId,
      SessionId: sessionId,
      MessageType: 'channel_closed',
      SchemaVersion: 1,
      Output: output,
    }),
  );
}

/** pause_publication to the client: the agent is not there (notes, section 10, session-manager-plugin#22). */
export function pausePublication(): Buffer {
  return gatewayFrame('pause_publication', '');
}

/** start_publication to the client: the agent is back. */
export function startPublication(): Buffer {
  return gatewayFrame('start_publication', '');
}

function gatewayFrame(
  messageType: 'channel_closed' | 'pause_publication' | 'start_publication',
  payload: string,
): Buffer {
  return encodeFrame(
    { messageType, sequenceNumber: 0, flags: SYN_FIN, payloadType: PayloadType.None },
    payload,
  );
}
