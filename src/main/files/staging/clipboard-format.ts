import { pathToFileURL } from 'node:url';

/** Something on the clipboard: its type in the system's words, and its bytes. */
export interface ClipboardFormat {
  readonly type: string;
  readonly bytes: Buffer;
}

/**
 * Files as the system's file manager takes them from the clipboard. Electron puts one type there at a time, so that it
 * is chosen by the desktop.
 *
 * @param desktop `XDG_CURRENT_DESKTOP`
 * @returns null where Electron has no way to do it: Windows wants a structure of its own (CF_HDROP)
 */
export function fileClipboard(
  paths: readonly string[],
  platform: NodeJS.Platform,
  desktop = '',
): ClipboardFormat | null {
  const urls = paths.map((path) => pathToFileURL(path).href);
  if (platform === 'win32') return null;
  if (platform === 'darwin')
    return { type: 'NSFilenamesPboardType', bytes: Buffer.from(propertyList(paths)) };
  if (/kde|lxqt/i.test(desktop))
    return { type: 'text/uri-list', bytes: Buffer.from(urls.map((url) => `${url}\r\n`).join('')) };
  // GNOME's file manager, and those of Cinnamon, MATE and Xfce.
  return { type: 'x-special/gnome-copied-files', bytes: Buffer.from(`copy\n${urls.join('\n')}`) };
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const propertyList = (paths: readonly string[]) =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0"><array>',
    ...paths.map(
      (path) => `<string>${path.replace(/[&<>]/g, (character) => entities[character] ?? '')}</string>`,
    ),
    '</array></plist>',
  ].join('\n');
