/**
 * Whether a paste should be asked about first: the shell would run its lines as they arrive. With bracketed paste the
 * shell takes the lines as text, so there is nothing to ask.
 */
export const needsConfirmation = (text: string, bracketedPasteMode: boolean): boolean =>
  !bracketedPasteMode && /[\r\n]/.test(text);

/**
 * Makes control sequences in a paste visible instead of effective: one of them would end a bracketed paste early and
 * let the rest run as typed. No text that anyone means to paste holds any.
 */
// eslint-disable-next-line no-control-regex -- ESC is what this is about
export const withoutEscapes = (text: string): string => text.replace(/\x1b/g, '\u241b');

/** The lines of a paste; the line break at its end does not start another. */
export const pasteLines = (text: string): string[] => text.replace(/\r?\n$/, '').split(/\r\n|\r|\n/);
