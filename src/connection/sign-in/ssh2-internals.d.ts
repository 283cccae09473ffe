declare module 'ssh2/lib/protocol/constants.js' {
  const constants: {
    /** The host key algorithms that a client may be told to offer. */
    readonly SUPPORTED_SERVER_HOST_KEY: string[];
  };
  export default constants;
}

declare module 'ssh2/lib/protocol/utils.js' {
  /** As a whole: Node finds no names in this CommonJS file when it imports it by itself. */
  const protocolUtils: {
    /** Encrypts and sends a packet, or keeps it until a key exchange that is under way has ended. */
    sendPacket(protocol: unknown, packet: Buffer): boolean;
  };
  export default protocolUtils;
}
