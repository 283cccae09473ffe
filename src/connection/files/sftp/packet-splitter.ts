import { SftpFormatError } from './codec.js';

/**
 * Longer packets are not SFTP. OpenSSH ends at 256 KiB; servers with larger ones say so, and stay far below this. What
 * a chatty start-up file prints, read as a length, is above it.
 */
const MAX_PACKET_BYTES = 16 * 1024 * 1024;

/** Cuts a stream into SFTP packets, each (without its length) in one buffer that nobody else looks at. */
export class PacketSplitter {
  private readonly header = Buffer.alloc(4);
  private headerBytes = 0;
  private packet: Buffer | null = null;
  private packetBytes = 0;

  /** @param take gets each packet: its type, then its fields */
  public constructor(private readonly take: (packet: Buffer) => void) {}

  /** @throws SftpFormatError for what cannot be a packet */
  public add(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (!this.packet) {
        const taken = Math.min(4 - this.headerBytes, chunk.length - at);
        chunk.copy(this.header, this.headerBytes, at, at + taken);
        this.headerBytes += taken;
        at += taken;
        if (this.headerBytes < 4) return;
        const length = this.header.readUInt32BE(0);
        if (length < 1 || length > MAX_PACKET_BYTES)
          throw new SftpFormatError(
            `Not SFTP: ${JSON.stringify(this.header.toString('latin1') + chunk.toString('utf8', at, at + 200))}`,
          );
        this.packet = Buffer.allocUnsafe(length);
        this.packetBytes = 0;
      }
      const packet = this.packet;
      const taken = Math.min(packet.length - this.packetBytes, chunk.length - at);
      chunk.copy(packet, this.packetBytes, at, at + taken);
      this.packetBytes += taken;
      at += taken;
      if (this.packetBytes < packet.length) return;
      this.packet = null;
      this.headerBytes = 0;
      this.take(packet);
    }
  }
}
