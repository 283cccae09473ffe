import type { FileEntry } from '../../../shared/contract/index.js';
import { currentLanguage } from '../../i18n.js';

const kindLetters: Readonly<Record<FileEntry['kind'], string>> = {
  file: '-',
  directory: 'd',
  symlink: 'l',
  socket: 's',
  fifo: 'p',
  'block-device': 'b',
  'character-device': 'c',
  other: '?',
};

function triple(bits: number, special: boolean, letter: string): string {
  const execute = (bits & 1) !== 0;
  const last = special ? (execute ? letter : letter.toUpperCase()) : execute ? 'x' : '-';
  return `${(bits & 4) !== 0 ? 'r' : '-'}${(bits & 2) !== 0 ? 'w' : '-'}${last}`;
}

/** Permission bits as `ls -l` writes them: "rwxr-xr-x". */
export const modeLetters = (mode: number): string =>
  triple(mode >> 6, (mode & 0o4000) !== 0, 's') +
  triple(mode >> 3, (mode & 0o2000) !== 0, 's') +
  triple(mode, (mode & 0o1000) !== 0, 't');

/** Kind and permission bits: "drwxr-xr-x"; empty where there are none. */
export const modeText = ({ kind, mode }: Pick<FileEntry, 'kind' | 'mode'>): string =>
  mode === null ? '' : kindLetters[kind] + modeLetters(mode);

/** Permission bits in octal, as chmod takes them: "0644". */
export const octal = (mode: number): string => mode.toString(8).padStart(4, '0');

export const ownerText = ({ owner, group }: Pick<FileEntry, 'owner' | 'group'>): string =>
  [owner, group].filter((name) => name !== null && name !== '').join(':');

const forms = {
  near: { month: 'short', day: '2-digit', hour: '2-digit', minute: '2-digit', hour12: false },
  far: { year: 'numeric', month: 'short', day: '2-digit' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

// Making one costs more than a row of a table should.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(form: keyof typeof forms): Intl.DateTimeFormat {
  const key = `${currentLanguage()} ${form}`;
  let found = formatters.get(key);
  if (found === undefined) {
    found = new Intl.DateTimeFormat(currentLanguage(), forms[form]);
    formatters.set(key, found);
  }
  return found;
}

/** When a file was changed, short enough for a column: with the time of day within this year, else with the year. */
export function modifiedText(modifiedMs: number | null, now: number): string {
  if (modifiedMs === null) return '';
  const isThisYear = new Date(modifiedMs).getFullYear() === new Date(now).getFullYear();
  return formatter(isThisYear ? 'near' : 'far').format(modifiedMs);
}
