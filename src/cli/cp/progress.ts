import type { Job } from '../../shared/contract/index.js';
import type { Io } from '../command.js';

const BAR_CELLS = 24;
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Shows how a copy goes: a bar on a terminal, lines of JSON where they were asked for, else nothing. */
export class Progress {
  private isDrawn = false;
  private isHeld = false;

  public constructor(
    private readonly io: Io,
    private readonly isJson: boolean,
  ) {}

  public show({ state, progress }: Job): void {
    if (this.isJson) {
      this.io.stdout.write(`${JSON.stringify({ event: 'progress', state, ...progress })}\n`);
    } else if (this.io.stderr.isTTY && !this.isHeld) {
      this.isDrawn = true;
      this.io.stderr.write(`\r\u001b[K${progressLine(progress, this.io.stderr.columns || 80)}`);
    }
  }

  /** Keeps off the terminal while a person is asked something there. */
  public async holdFor<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    this.end();
    this.isHeld = true;
    try {
      return await ask();
    } finally {
      this.isHeld = false;
    }
  }

  /** Leaves the line, so that what comes next has its own. */
  public end(): void {
    if (this.isDrawn) this.io.stderr.write('\n');
    this.isDrawn = false;
  }
}

/** One line for a terminal of this width. */
export function progressLine(progress: Job['progress'], width: number): string {
  const { bytesDone, bytesTotal, bytesPerSecond, secondsLeft, itemsDone, itemsTotal } = progress;
  const share = bytesTotal === 0 ? 0 : Math.min(1, bytesDone / bytesTotal);
  const filled = Math.round(share * BAR_CELLS);
  const left = secondsLeft === null ? '' : `  ${clock(secondsLeft)} left`;
  const line =
    `[${'#'.repeat(filled)}${'-'.repeat(BAR_CELLS - filled)}] ${Math.floor(share * 100)}%  ` +
    `${sizeText(bytesDone)} of ${sizeText(bytesTotal)}  ${sizeText(bytesPerSecond)}/s  ${itemsDone}/${itemsTotal}${left}`;
  return line.slice(0, width - 1);
}

/** A number of bytes for people, such as `1.5 MB`. */
export function sizeText(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[step] ?? ''}`;
}

function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
