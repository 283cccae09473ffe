import { call } from '../bridge.js';
import { toggleFiles, toggleLocalFiles } from '../files/toggle.js';
import { prefer, useFilesPreferences } from '../files/preferences-store.js';
import { exportRows } from '../fleet/export-rows.js';
import { refreshFleet } from '../fleet/store.js';
import { commandKey, isMac } from '../ui/platform.js';
import {
  activate,
  activateAt,
  activateBeside,
  activeSession,
  FLEET,
  focusBeside,
  moveActiveTab,
  separate,
  splitRight,
  useWorkspace,
} from './workspace.js';
import { closeAsking } from './closing.js';
import { showSettings } from '../settings/settings-store.js';
import { showSshConfig } from '../ssh-config/ssh-config-store.js';
import { reopenTabs } from './last-tabs.js';
import { openPalette } from './palette-store.js';

/** What the keyboard and the menu can do. */
export type Command = keyof typeof commands | { readonly tab: number };

const isInTerminal = (): boolean =>
  document.activeElement?.closest('[data-testid="terminal"]') instanceof Element;
const isInField = (): boolean =>
  document.activeElement instanceof HTMLInputElement || document.activeElement instanceof HTMLTextAreaElement;
const isInFiles = (): boolean => document.activeElement?.closest('.file-pane') instanceof Element;
const isBehindDialog = (): boolean =>
  document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;

const byLetter: Readonly<Record<string, Command>> = {
  KeyW: 'close-terminal',
  KeyR: 'refresh',
  KeyF: 'find',
  KeyK: 'palette',
  KeyE: 'toggle-files',
  KeyO: 'toggle-local-files',
  KeyJ: 'toggle-jobs',
  KeyD: 'split-right',
  KeyB: 'separate',
  BracketLeft: 'focus-left',
  BracketRight: 'focus-right',
  Comma: 'settings',
};
/** How keys are written that are no letters. */
const signs: Readonly<Record<string, string>> = { BracketLeft: '[', BracketRight: ']', Comma: ',' };
/** With Ctrl and Shift, on all systems, as in browsers. */
const movingTabs: Readonly<Record<string, Command>> = {
  PageUp: 'move-tab-left',
  PageDown: 'move-tab-right',
};
/** Letters that mean something of their own in a file pane. */
const ofFilePanes = new Set(['KeyR', 'KeyF']);
const inTerminalOnly: Readonly<Record<string, Command>> = { KeyC: 'copy', KeyV: 'paste' };

/**
 * The command of a key press, if it is ours. In a terminal on Linux and Windows, Ctrl with a letter belongs to the
 * shell: there Shift is needed too.
 */
export function commandOf(event: KeyboardEvent): Command | null {
  if (event.ctrlKey && event.code === 'Tab') return event.shiftKey ? 'previous-tab' : 'next-tab';
  const moving = event.ctrlKey && event.shiftKey ? movingTabs[event.code] : undefined;
  if (moving !== undefined) return moving;
  const inTerminal = isInTerminal();
  if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey) {
    return inTerminal || isInField() || isInFiles() ? null : 'search';
  }
  const modifier = isMac() ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  if (!modifier || event.altKey) return null;
  if (!isMac() && inTerminal && !event.shiftKey) return null;
  if (isInFiles() && ofFilePanes.has(event.code)) return null;
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  if (digit !== undefined) return { tab: Number(digit) - 1 };
  return byLetter[event.code] ?? (inTerminal ? inTerminalOnly[event.code] : undefined) ?? null;
}

/** How the key of a command is written, where the palette shows it; null for a command without one. */
export function keysOf(command: Command): string | null {
  if (command === 'search') return '/';
  if (command === 'next-tab') return 'Ctrl Tab';
  if (command === 'previous-tab') return 'Ctrl Shift Tab';
  const code = Object.keys(byLetter).find((each) => byLetter[each] === command);
  return code === undefined ? null : commandKey(signs[code] ?? code.slice('Key'.length));
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

function find(): void {
  const session = activeSession();
  if (session === undefined) focusSearch();
  else session.setSearching(true);
}

/** Copies what is selected in the terminal, in a field or in the page. */
function copy(): void {
  const session = activeSession();
  if (session !== undefined && isInTerminal()) {
    session.copySelection();
    return;
  }
  const text = selectedText();
  if (text !== '') void call('clipboard.write', { text });
}

function selectedText(): string {
  const field = document.activeElement;
  if (!(field instanceof HTMLInputElement)) return document.getSelection()?.toString() ?? '';
  return field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0);
}

async function paste(): Promise<void> {
  const session = activeSession();
  if (session !== undefined && isInTerminal()) {
    await session.paste();
  } else if (isInField()) {
    const { text } = await call('clipboard.read', {});
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else keeps the field's undo
    document.execCommand('insertText', false, text);
  }
}

const commands = {
  refresh: () => void refreshFleet(),
  'export-csv': () => void exportRows('csv'),
  'export-json': () => void exportRows('json'),
  search: focusSearch,
  find,
  copy,
  paste: () => void paste(),
  palette: openPalette,
  'plain-ssh': () => showSshConfig(null),
  settings: showSettings,
  'toggle-files': () => toggleFiles(activeSession()),
  'toggle-local-files': () => toggleLocalFiles(activeSession()),
  'toggle-jobs': () => prefer('jobs', { isOpen: !useFilesPreferences.getState().jobs.isOpen }),
  'split-right': splitRight,
  'focus-left': () => focusBeside(-1),
  'focus-right': () => focusBeside(1),
  separate,
  'reopen-tabs': () => void reopenTabs(),
  'close-terminal': () => {
    const session = activeSession();
    if (session !== undefined) closeAsking([session.id]);
  },
  'next-tab': () => activateBeside(1),
  'previous-tab': () => activateBeside(-1),
  'move-tab-left': () => moveActiveTab(-1),
  'move-tab-right': () => moveActiveTab(1),
};

/** Carries a command out. */
export function run(command: Command): void {
  if (typeof command === 'string') commands[command]();
  else if (command.tab <= useWorkspace.getState().tabs.length) activateAt(command.tab);
}

/** Listens for our keys before anything in the page does; the function returned stops that. */
export function followKeyboard(): () => void {
  const listen = (event: KeyboardEvent) => {
    const command = commandOf(event);
    // Asked for our keys only: it goes through the whole page, and there is a frame for each letter that is typed.
    if (command === null || isBehindDialog()) return;
    event.preventDefault();
    event.stopPropagation();
    run(command);
  };
  window.addEventListener('keydown', listen, { capture: true });
  return () => window.removeEventListener('keydown', listen, { capture: true });
}
