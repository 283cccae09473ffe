/** Names that Windows keeps for devices, whatever their extension. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * The name that a file of a node has on this computer: its own wherever that is possible, for editors tell what is in a
 * file by its name.
 *
 * @param name may hold escaped bytes (src/shared/file-name.ts)
 */
export function localName(name: string, platform: NodeJS.Platform): string {
  // eslint-disable-next-line no-control-regex -- control characters in a name could mislead a person or an editor: they become _
  const impossible = /[/\u0000-\u001f\u007f\udc80-\udcff]/g;
  const possible = name.replace(impossible, '_');
  if (platform !== 'win32') return possible;
  const onWindows = possible.replace(/[<>:"\\|?*]/g, '_').replace(/[. ]+$/, '_');
  return RESERVED.test(onWindows) ? `_${onWindows}` : onWindows;
}
