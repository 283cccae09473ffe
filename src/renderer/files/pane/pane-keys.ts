import type { KeyboardEvent } from 'react';
import { isMac } from '../../ui/platform.js';
import type { PaneCommand } from '../commands.js';

type Keys = Readonly<Record<string, PaneCommand>>;

const plain: Keys = {
  Backspace: 'go-up',
  F2: 'rename',
  F5: 'refresh',
  Delete: 'remove',
  '/': 'type-path',
};
const withCommand: Keys = {
  a: 'select-all',
  c: 'copy',
  s: 'save-to',
  u: 'upload',
  x: 'cut',
  l: 'type-path',
  f: 'filter',
  g: 'go-shell',
  r: 'refresh',
  i: 'properties',
  m: 'mode',
};
const withCommandAndShift: Keys = { n: 'new-folder', c: 'copy-path', s: 'stage', u: 'upload-folder' };
const withAlt: Keys = {
  ArrowUp: 'go-up',
  ArrowLeft: 'back',
  ArrowRight: 'forward',
  Home: 'home',
  Enter: 'properties',
};

/** The command of a key press in a pane's table, if it is one. */
export function paneCommandOf(event: KeyboardEvent): PaneCommand | undefined {
  const { key } = event;
  const modified = isMac() ? event.metaKey : event.ctrlKey;
  const letter = key.length === 1 ? key.toLowerCase() : key;
  if (modified && key === 'Backspace' && isMac()) return 'remove';
  if (modified) return (event.shiftKey ? withCommandAndShift : withCommand)[letter];
  if (event.altKey) return withAlt[key];
  return plain[key];
}
