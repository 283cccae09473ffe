import i18next from 'i18next';
import { formatSize } from '../../shared/format-size.js';
import { currentLanguage } from '../i18n.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const units = [
  { unit: 'day', ms: DAY },
  { unit: 'hour', ms: HOUR },
  { unit: 'minute', ms: MINUTE },
  { unit: 'second', ms: SECOND },
] as const;

/** Formats of numbers by language, unit and digits: making one takes longer than using it a hundred times. */
const formats = new Map<string, Intl.NumberFormat>();

function numberFormat(options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const language = currentLanguage();
  const key = `${language} ${options.unit ?? ''} ${options.maximumFractionDigits ?? ''}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(language, options);
    formats.set(key, format);
  }
  return format;
}

/** A length of time in its largest whole unit: "41 days", "3 hr", "12 sec". */
export function formatDuration(ms: number): string {
  const chosen = units.find((candidate) => ms >= candidate.ms) ?? { unit: 'second', ms: SECOND };
  const format = numberFormat({ style: 'unit', unit: chosen.unit, unitDisplay: 'short' });
  return format.format(Math.max(0, Math.floor(ms / chosen.ms)));
}

/** How long ago a moment was, in words; a null moment is unknown. */
export function formatAgo(at: number | null, now: number): string {
  if (at === null) return i18next.t('time.atUnknown');
  // A clock a little ahead of ours must not give "-3 sec ago".
  if (now - at < 5 * SECOND) return i18next.t('time.justNow');
  return i18next.t('time.ago', { time: formatDuration(now - at) });
}

/** A moment in full, as people write it here. */
export function formatDateTime(at: number): string {
  return new Intl.DateTimeFormat(currentLanguage(), { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

/** A moment of today. */
export function formatTime(at: number): string {
  return new Intl.DateTimeFormat(currentLanguage(), { timeStyle: 'short' }).format(at);
}

/** A whole number with the separators of the language. */
export function formatCount(count: number): string {
  return numberFormat().format(count);
}

/** Bytes per second: "0.2 kB/s", "12 kB/s", "9.8 MB/s". Two digits are all that anyone reads, and keep the width steady. */
export function formatRate(bytesPerSecond: number): string {
  const [unit, value] =
    bytesPerSecond >= 1e6
      ? ['megabyte-per-second', bytesPerSecond / 1e6]
      : ['kilobyte-per-second', bytesPerSecond / 1e3];
  return numberFormat({ style: 'unit', unit, maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}

/** A number of bytes: "812B", "4.1 kB", "48 MB". */
export const formatBytes = (bytes: number): string => formatSize(bytes, currentLanguage());
