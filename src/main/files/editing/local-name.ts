import { ESCAPED_BYTE } from '../../../shared/file-name.js';
import { WINDOWS_DEVICE, WINDOWS_FORBIDDEN } from '../../../shared/name-rules.js';

/** What no copy is called: control characters could mislead a person or an editor. */
const IMPOSSIBLE = new RegExp(`/|\\p{Cc}|${ESCAPED_BYTE.source}`, 'gu');
const IMPOSSIBLE_ON_WINDOWS = new RegExp(WINDOWS_FORBIDDEN, 'gu');

/**
 * The name that a file of a node has on this computer: its own wherever that is possible, for editors tell what is in a
 * file by its name.
 *
 * @param name may hold escaped bytes (src/shared/file-name.ts)
 */
export function localName(name: string, platform: NodeJS.Platform): string {
  const possible = name.replace(IMPOSSIBLE, '_');
  if (platform !== 'win32') return possible;
  const onWindows = possible.replace(IMPOSSIBLE_ON_WINDOWS, '_').replace(/[. ]+$/, '_');
  return WINDOWS_DEVICE.test(onWindows) ? `_${onWindows}` : onWindows;
}
