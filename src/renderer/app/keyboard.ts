import { refreshFleet } from '../fleet/store.js';
import { isMac } from '../ui/platform.js';
import {
  activateAt,
  activateBeside,
  activeSession,
  closeTab,
  FLEET,
  activate,
  useWorkspace,
} from './workspace.js';
import { openPalette } from './palette-store.js';

/** What the keyboard and the menu can do. */
export type Command =
  | 'refresh'
  | 'search'
  | 'find'
  | 'close-tab'
  | 'next-tab'
  | 'previous-tab'
  | 'copy'
  | 'paste'
  | 'palette'
  | { readonly tab: number };

const isInTerminal = (): boolean => document.activeElement?.closest('[data-testid="terminal"]') != null;
const isInField = (): boolean =>
  document.activeElement instanceof HTMLInputElement || document.activeElement instanceof HTMLTextAreaElement;
const isBehindDialog = (): boolean =>
  document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;

const byLetter: Readonly<Record<string, Command>> = {
  KeyW: 'close-tab',
  KeyR: 'refresh',
  KeyF: 'find',
  KeyK: 'palette',
};
const inTerminalOnly: Readonly<Record<string, Command>> = { KeyC: 'copy', KeyV: 'paste' };

/**
 * The command of a key press, if it is ours. In a terminal on Linux and Windows, Ctrl with a letter belongs to the
 * shell: there Shift is needed too.
 */
export function commandOf(event: KeyboardEvent): Command | null {
  if (event.ctrlKey && event.code === 'Tab') return event.shiftKey ? 'previous-tab' : 'next-tab';
  const inTerminal = isInTerminal();
  if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey) {
    return inTerminal || isInField() ? null : 'search';
  }
  const modifier = isMac() ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  if (!modifier || event.altKey) return null;
  if (!isMac() && inTerminal && !event.shiftKey) return null;
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  if (digit !== undefined) return { tab: Number(digit) - 1 };
  return byLetter[event.code] ?? (inTerminal ? inTerminalOnly[event.code] : undefined) ?? null;
}

function focusSearch(): void {
  activate(FLEET);
  // The tab may have to come to the front first.
  requestAnimationFrame(() => {
    const field = document.querySelector<HTMLInputElement>('.fleet-toolbar input[type="search"]');
    field?.focus();
    field?.select();
  });
}

/** Carries a command out. */
export function run(command: Command): void {
  const session = activeSession();
  if (typeof command === 'object') return activateAtIfThere(command.tab);
  switch (command) {
    case 'refresh':
      return void refreshFleet();
    case 'search':
      return focusSearch();
    case 'find':
      return session === undefined ? focusSearch() : session.setSearching(true);
    case 'close-tab':
      return closeTab(useWorkspace.getState().active);
    case 'next-tab':
      return activateBeside(1);
    case 'previous-tab':
      return activateBeside(-1);
    case 'copy':
      if (session !== undefined && isInTerminal()) session.copySelection();
      else document.execCommand('copy');
      return;
    case 'paste':
      if (session !== undefined && isInTerminal()) void session.paste();
      else document.execCommand('paste');
      return;
    case 'palette':
      return openPalette();
  }
}

function activateAtIfThere(place: number): void {
  if (place <= useWorkspace.getState().sessions.length) activateAt(place);
}

/** Listens for our keys before anything in the page does; the function returned stops that. */
export function followKeyboard(): () => void {
  const listen = (event: KeyboardEvent) => {
    if (isBehindDialog()) return;
    const command = commandOf(event);
    if (command === null) return;
    event.preventDefault();
    event.stopPropagation();
    run(command);
  };
  window.addEventListener('keydown', listen, { capture: true });
  return () => window.removeEventListener('keydown', listen, { capture: true });
}
