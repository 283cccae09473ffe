const TILDE = 0x7e;
const DOT = 0x2e;
const LINE_ENDS: ReadonlySet<number> = new Set([0x0a, 0x0d]);

/** Watches what is typed for “~.” at the start of a line, which leaves a session that no longer answers, as in ssh. */
export class EscapeWatch {
  private at: 'start' | 'tilde' | 'text' = 'start';

  /**
   * @returns what is to be sent: a tilde at the start of a line waits for what follows it, and two stand for one. Null
   *   when the session is to be left.
   */
  public take(typed: Uint8Array): Buffer | null {
    const sent: number[] = [];
    for (const byte of typed) {
      if (this.at === 'start' && byte === TILDE) {
        this.at = 'tilde';
        continue;
      }
      if (this.at === 'tilde') {
        if (byte === DOT) return null;
        if (byte !== TILDE) sent.push(TILDE);
      }
      sent.push(byte);
      this.at = LINE_ENDS.has(byte) ? 'start' : 'text';
    }
    return Buffer.from(sent);
  }
}
