/** Constants of the agent's `agent/session/config/config.go`; notes, section 5. All in milliseconds. */
const START_ROUND_TRIP = 100;
const START_TIMEOUT = 200;
const CLOCK_GRANULARITY = 10;
const MAX_TIMEOUT = 1000;

/** The agent's estimate of how long to wait for an acknowledgement before it sends a message again. */
export class RetransmissionTimeout {
  private smoothed = START_ROUND_TRIP;
  private variation = 0;
  private timeout = START_TIMEOUT;

  get ms(): number {
    return this.timeout;
  }

  /** Takes one measured round trip; the variation is updated first, from the old mean, as the agent does. */
  measured(roundTripMs: number): void {
    this.variation = 0.75 * this.variation + 0.25 * Math.abs(this.smoothed - roundTripMs);
    this.smoothed = 0.875 * this.smoothed + 0.125 * roundTripMs;
    this.timeout = Math.min(MAX_TIMEOUT, this.smoothed + Math.max(CLOCK_GRANULARITY, 4 * this.variation));
  }
}
