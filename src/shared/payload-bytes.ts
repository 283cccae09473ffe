/** How much of a node's data a message of the data channel may carry: what AWS's plugin and agent send, in bytes. */
export const MIN_PAYLOAD_BYTES = 1_024;
/** And the most that agents were seen to take. */
export const MAX_PAYLOAD_BYTES = 1024 * 1024;
