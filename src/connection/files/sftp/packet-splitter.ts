import { SftpFormatError } from './codec.js';

/**
 * Longer packets are not SFTP. OpenSSH ends at 256 KiB; servers with larger ones say so, and stay far below this. What
 * a chatty start-up file prints, read as a length, is above it.
 */
const MAX_PACKET_BYTES = 16 * 1024 * 1024;

/** Cuts a stream into SFTP packets, each (without its length) in one buffer that nobody else looks at. */
export class PacketSplitter {
  private readonly _header = Buffer.alloc(4);
  private _headerBytes = 0;
  private _packet: Buffer | null = null;
  private _packetBytes = 0;

  /** @param _take gets each packet: its type, then its fields */
  public constructor(private readonly _take: (packet: Buffer) => void) {}

  /** @throws SftpFormatError for what cannot be a packet */
  public add(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (!this._packet) {
        const taken = Math.min(4 - this._headerBytes, chunk.length - at);
        chunk.copy(this._header, this._headerBytes, at, at + taken);
        this._headerBytes += taken;
        at += taken;
        if (this._headerBytes < 4) return;
        const length = this._header.readUInt32BE(0);
        if (length < 1 || length > MAX_PACKET_BYTES)
          throw new SftpFormatError(
            `Not SFTP: ${JSON.stringify(this._header.toString('latin1') + chunk.toString('utf8', at, at + 200))}`,
          );
        this._packet = Buffer.allocUnsafe(length);
        this._packetBytes = 0;
      }
      const packet = this._packet;
      const taken = Math.min(packet.length - this._packetBytes, chunk.length - at);
      chunk.copy(packet, this._packetBytes, at, at + taken);
      this._packetBytes += taken;
      at += taken;
      if (this._packetBytes < packet.length) return;
      this._packet = null;
      this._headerBytes = 0;
      this._take(packet);
    }
  }
}
