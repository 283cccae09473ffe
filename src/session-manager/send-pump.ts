import type { DataSocket } from './socket.js';
import type { ReliableSender } from './stream/sender.js';

/** Nothing more is handed to a socket that holds this much: the system's buffer below it is full. */
const MAX_SOCKET_BYTES = 1024 * 1024;

/** Puts on the wire what the sender may send now, and comes back when there is more to do. */
export class SendPump {
  private timer: NodeJS.Timeout | null = null;
  private timerAt = Number.POSITIVE_INFINITY;
  private awaitsFlushOf: DataSocket | null = null;

  /**
   * @param socket the open one; null while the path is lost
   * @param onSent called after each look at what may go
   */
  public constructor(
    private readonly sender: ReliableSender,
    private readonly socket: () => DataSocket | null,
    private readonly onSent: () => void,
  ) {}

  public run(): void {
    const socket = this.socket();
    if (!socket) return;
    if (socket.bufferedBytes > MAX_SOCKET_BYTES) {
      this.runWhenFlushed(socket);
      return;
    }
    const now = performance.now();
    const frames = this.sender.poll(now);
    if (frames.length > 0) socket.sendBinary(frames);
    this.onSent();
    this.runAt(this.sender.nextPollAt(now));
  }

  public stop(): void {
    if (this.timer) clearTimeout(this.timer);
  }

  private runWhenFlushed(socket: DataSocket): void {
    // Acknowledgements go on coming meanwhile, and each of them asks.
    if (this.awaitsFlushOf === socket) return;
    this.awaitsFlushOf = socket;
    socket.onFlushed(() => {
      if (this.awaitsFlushOf === socket) this.awaitsFlushOf = null;
      if (socket === this.socket()) this.run();
    });
  }

  private runAt(at: number | null): void {
    if (at === null || at >= this.timerAt) return;
    if (this.timer) clearTimeout(this.timer);
    this.timerAt = at;
    this.timer = setTimeout(
      () => {
        this.timer = null;
        this.timerAt = Number.POSITIVE_INFINITY;
        this.run();
      },
      Math.max(0, at - performance.now()),
    );
  }
}
