import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setPlatform } from '../ui/platform.js';
import { commandOf } from './keyboard.js';

// xterm looks for a canvas as soon as it is imported; jsdom has none.
vi.mock('../terminal/session.js', () => ({ TerminalSession: vi.fn() }));

const keyPress = (code: string, init: KeyboardEventInit = {}) =>
  commandOf(
    new KeyboardEvent('keydown', { code, key: code.replace(/^Key|^Digit/, '').toLowerCase(), ...init }),
  );
const ctrl = { ctrlKey: true };
const ctrlShift = { ctrlKey: true, shiftKey: true };

beforeEach(() => {
  document.body.innerHTML =
    '<div data-testid="terminal"><textarea></textarea></div><input /><button>b</button>';
});
afterEach(() => setPlatform('linux'));

const focus = (selector: string) => document.querySelector<HTMLElement>(selector)?.focus();

describe('commandOf', () => {
  it('takes Ctrl with a letter outside a terminal', () => {
    focus('button');
    expect(keyPress('KeyR', ctrl)).toBe('refresh');
    expect(keyPress('KeyW', ctrl)).toBe('close-terminal');
    expect(keyPress('KeyF', ctrl)).toBe('find');
    expect(keyPress('KeyK', ctrl)).toBe('palette');
    expect(keyPress('Digit2', ctrl)).toEqual({ tab: 1 });
    expect(keyPress('KeyC', ctrl)).toBeNull();
  });

  it('leaves Ctrl with a letter to the shell, and takes Ctrl+Shift', () => {
    focus('textarea');
    for (const code of ['KeyW', 'KeyR', 'KeyC', 'KeyF', 'KeyK', 'KeyV', 'Digit1']) {
      expect(keyPress(code, ctrl), code).toBeNull();
    }
    expect(keyPress('KeyC', ctrlShift)).toBe('copy');
    expect(keyPress('KeyV', ctrlShift)).toBe('paste');
    expect(keyPress('KeyF', ctrlShift)).toBe('find');
    expect(keyPress('KeyW', ctrlShift)).toBe('close-terminal');
    expect(keyPress('Slash', { key: '/' })).toBeNull();
  });

  it('goes through tabs from anywhere', () => {
    focus('textarea');
    expect(keyPress('Tab', ctrl)).toBe('next-tab');
    expect(keyPress('Tab', ctrlShift)).toBe('previous-tab');
  });

  it('splits, goes between terminals and moves tabs from a terminal', () => {
    focus('textarea');
    expect(keyPress('KeyD', ctrl)).toBeNull();
    expect(keyPress('BracketLeft', ctrl)).toBeNull();
    expect(keyPress('KeyD', ctrlShift)).toBe('split-right');
    expect(keyPress('KeyB', ctrlShift)).toBe('separate');
    expect(keyPress('BracketLeft', ctrlShift)).toBe('focus-left');
    expect(keyPress('BracketRight', ctrlShift)).toBe('focus-right');
    expect(keyPress('PageUp', ctrl)).toBeNull();
    expect(keyPress('PageUp', ctrlShift)).toBe('move-tab-left');
    expect(keyPress('PageDown', ctrlShift)).toBe('move-tab-right');
  });

  it('takes the slash for search, but not from a field', () => {
    focus('button');
    expect(keyPress('Slash', { key: '/' })).toBe('search');
    focus('input');
    expect(keyPress('Slash', { key: '/' })).toBeNull();
  });

  it('takes ⌘ on macOS, in a terminal too, and leaves Ctrl alone', () => {
    setPlatform('darwin');
    focus('textarea');
    expect(keyPress('KeyW', { metaKey: true })).toBe('close-terminal');
    expect(keyPress('KeyC', { metaKey: true })).toBe('copy');
    expect(keyPress('KeyW', ctrl)).toBeNull();
  });
});
