import { nameFromBytes } from '../../shared/file-name.js';

/** Where a shell says that it is. */
export interface WorkingFolder {
  /** As the shell names it; empty where it does not. */
  readonly host: string;
  readonly path: string;
}

/**
 * Reads what shells that are set up for it print after each `cd`, as OSC 7: `file://HOST/PATH`, with bytes of the path
 * in percents.
 *
 * @returns null for anything else
 */
export function workingFolder(osc: string): WorkingFolder | null {
  const [, host, path] = /^file:\/\/([^/]*)(\/.*)$/s.exec(osc) ?? [];
  if (host === undefined || path === undefined) return null;
  const bytes: number[] = [];
  for (const part of path.split(/(%[0-9A-Fa-f]{2})/)) {
    if (/^%[0-9A-Fa-f]{2}$/.test(part)) bytes.push(parseInt(part.slice(1), 16));
    else bytes.push(...new TextEncoder().encode(part));
  }
  return { host, path: nameFromBytes(Uint8Array.from(bytes)) };
}
