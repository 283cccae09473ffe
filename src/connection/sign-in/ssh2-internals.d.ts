declare module 'ssh2/lib/protocol/utils.js' {
  /** Encrypts and sends a packet, or keeps it until a key exchange that is under way has ended. */
  export function sendPacket(protocol: unknown, packet: Buffer): boolean;
}
