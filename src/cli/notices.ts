import type { ChannelState } from '../session-manager/index.js';

/** A path that is back within this time (ms) is not worth a word: the service closes each about once an hour. */
const QUIET_MS = 3_000;

/** Tells on standard error of a lost network, and of its return, when it lasts. */
export class PathNotices {
  private lostAt: number | null = null;
  private timer: NodeJS.Timeout | null = null;
  private told = false;

  public constructor(private readonly say: (line: string) => void) {}

  public onState(state: ChannelState): void {
    if (state.name === 'suspended') {
      if (this.lostAt !== null) return;
      this.lostAt = state.since;
      this.timer = setTimeout(() => {
        this.told = true;
        this.say(`The connection to AWS is lost (${state.why}). Waiting for it to come back…`);
      }, QUIET_MS);
      return;
    }
    if (this.lostAt === null) return;
    if (this.timer) clearTimeout(this.timer);
    if (this.told && state.name === 'open')
      this.say(`Back after ${Math.round((Date.now() - this.lostAt) / 1000)} s.`);
    this.lostAt = null;
    this.told = false;
  }
}
