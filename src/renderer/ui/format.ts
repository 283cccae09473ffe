import i18next from 'i18next';
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

const sizes = [
  { unit: 'byte', bytes: 1 },
  { unit: 'kilobyte', bytes: 1e3 },
  { unit: 'megabyte', bytes: 1e6 },
  { unit: 'gigabyte', bytes: 1e9 },
  { unit: 'terabyte', bytes: 1e12 },
] as const;

// Making one costs more than a row of a table should.
const formatters = new Map<string, Intl.NumberFormat>();

function sizeFormatter(
  unit: (typeof sizes)[number]['unit'],
  maximumFractionDigits: number,
): Intl.NumberFormat {
  const language = currentLanguage();
  const key = `${language} ${unit} ${maximumFractionDigits}`;
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    // "812 byte" in full, where the short form of English has no plural.
    const unitDisplay = unit === 'byte' ? 'narrow' : 'short';
    formatter = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay, maximumFractionDigits });
    formatters.set(key, formatter);
  }
  return formatter;
}

/** A number of bytes: "812B", "4.1 kB", "48 MB". */
export function formatBytes(bytes: number): string {
  // 999.6 kB is a megabyte to whoever reads it.
  const chosen = sizes.findLast((size) => bytes >= size.bytes * 0.9995) ?? sizes[0];
  const value = bytes / chosen.bytes;
  return sizeFormatter(chosen.unit, chosen.unit !== 'byte' && value < 100 ? 1 : 0).format(value);
}
