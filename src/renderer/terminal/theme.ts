import type { ITerminalOptions, ITheme } from '@xterm/xterm';

const ansi: ITheme = {
  black: '#2b3242',
  red: '#f07a78',
  green: '#6fcf97',
  yellow: '#e6bf6a',
  blue: '#7aa7ff',
  magenta: '#c792ea',
  cyan: '#62c6d8',
  white: '#d5dae3',
  brightBlack: '#7c8699',
  brightRed: '#ff9c97',
  brightGreen: '#8fe3b3',
  brightYellow: '#f5d68d',
  brightBlue: '#9fc1ff',
  brightMagenta: '#dcb3f7',
  brightCyan: '#8adbe9',
  brightWhite: '#f4f6fa',
};

/** The terminal's ground is dark in light mode too: most programs choose their colours for that. */
export function terminalTheme(): ITheme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    ...ansi,
    background: token('--terminal-ground'),
    foreground: token('--terminal-text'),
    cursor: '#dfe3ea',
    cursorAccent: token('--terminal-ground'),
    selectionBackground: '#3d5a9e99',
    scrollbarSliderBackground: '#98a1b240',
    scrollbarSliderHoverBackground: '#98a1b270',
    scrollbarSliderActiveBackground: '#98a1b290',
  };
}

/** Colours of search hits, in the text and beside it. */
export const searchDecorations = {
  matchBackground: '#5c4a12',
  matchBorder: '#8a6d14',
  matchOverviewRuler: '#b8921f',
  activeMatchBackground: '#b07d12',
  activeMatchBorder: '#f5d68d',
  activeMatchColorOverviewRuler: '#f5d68d',
};

export const terminalFont = {
  family:
    "'JetBrains Mono', 'D2Coding', 'Noto Sans Mono CJK KR', 'Malgun Gothic', 'Apple SD Gothic Neo', monospace",
  size: 13,
} as const;

// About 20 MB a tab at 200 columns, and enough for a build's output.
const SCROLLBACK_LINES = 10_000;

export const terminalOptions: ITerminalOptions = {
  allowProposedApi: true,
  cursorBlink: true,
  fontFamily: terminalFont.family,
  fontSize: terminalFont.size,
  // JetBrains Mono brings 1.32 of its own.
  lineHeight: 1.1,
  minimumContrastRatio: 4.5,
  scrollback: SCROLLBACK_LINES,
  rightClickSelectsWord: false,
  macOptionIsMeta: true,
};
