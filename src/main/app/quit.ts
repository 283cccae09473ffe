import { app } from 'electron';
import type { Log } from '../../shared/log.js';
import { within } from '../../aws/time-out.js';

/** Ending sessions may take this long (ms) at quit; then the app goes, and AWS ends them by its idle limit. */
const QUIT_TIMEOUT_MS = 5_000;

/** Holds the app's end until `end` is done, within limits, so that no session stays open in the account. */
export function endBeforeQuit(end: () => Promise<void>, log: Log): void {
  let state: 'running' | 'ending' | 'ended' = 'running';
  // The windows are closed by now, and what can keep the app from quitting has had its say.
  app.on('will-quit', (event) => {
    if (state === 'ended') return;
    event.preventDefault();
    if (state === 'ending') return;
    state = 'ending';
    void within(QUIT_TIMEOUT_MS, 'ending the sessions', end())
      .catch((error: unknown) => log.warn('Quit without having ended everything', { reason: String(error) }))
      .finally(() => {
        state = 'ended';
        // Not in this turn: Electron ignores a quit while it still asks whether it may.
        setImmediate(() => app.quit());
      });
  });
}
