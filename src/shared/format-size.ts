import type { Language } from './locales/index.js';

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
  language: Language,
): Intl.NumberFormat {
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

/** A number of bytes as people read it, in decimal units as disks are sold: "812B", "4.1 kB", "48 MB". */
export function formatSize(bytes: number, language: Language): string {
  // 999.6 kB is a megabyte to whoever reads it.
  const chosen = sizes.findLast((size) => bytes >= size.bytes * 0.9995) ?? sizes[0];
  const value = bytes / chosen.bytes;
  return sizeFormatter(chosen.unit, chosen.unit !== 'byte' && value < 100 ? 1 : 0, language).format(value);
}
