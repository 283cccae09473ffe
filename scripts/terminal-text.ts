/** The part of xterm's Terminal that is read here; the renderer hangs it on the terminal's element. */
interface TerminalElement {
  terminal: {
    buffer: {
      active: {
        length: number;
        getLine(
          index: number,
        ): { isWrapped: boolean; translateToString(trimRight: boolean): string } | undefined;
      };
    };
  };
}

/**
 * Runs in the page: reads the text of a terminal from its buffer (its WebGL drawing has none), lines that were only
 * wrapped put together again.
 */
export function readTerminal(element: unknown): string {
  const { active } = (element as TerminalElement).terminal.buffer;
  let text = '';
  for (let index = 0; index < active.length; index += 1) {
    const line = active.getLine(index);
    if (!line) continue;
    const continued = active.getLine(index + 1)?.isWrapped === true;
    text += line.translateToString(!continued) + (continued ? '' : '\n');
  }
  return text.trimEnd();
}
