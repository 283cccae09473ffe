import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { Log } from '../../shared/log.js';
import { PAGE } from './security.js';
import { loadWindowState, MIN_SIZE, openingBounds, saveWindowState } from './window-state.js';

/** The page's own grounds (tokens.css, --ground): what shows before the page does must not flash. */
const GROUND = { light: '#ffffff', dark: '#161a23' } as const;

const LOAD_ATTEMPTS = 5;
const LOAD_PAUSE_MS = 300;

const ground = (): string => (nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light);

/**
 * Opens the window where it was last time, and shows it as soon as it has something to show.
 *
 * @param stateFile where its place is remembered
 */
export async function openWindow(stateFile: string): Promise<BrowserWindow> {
  const state = await loadWindowState(stateFile);
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  const window = new BrowserWindow({
    ...openingBounds(
      state,
      [primary, ...others].map(({ workArea }) => workArea),
    ),
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    title: 'Sallyport',
    show: false,
    backgroundColor: ground(),
    // Alt shows it; on macOS it is at the top of the screen anyway.
    autoHideMenuBar: true,
    webPreferences: {
      preload: join(__dirname, '../preload/index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      // Chromium fetches its dictionaries from a server of Google's.
      spellcheck: false,
    },
  });
  if (state?.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  const recolour = () => window.setBackgroundColor(ground());
  nativeTheme.on('updated', recolour);
  window.once('closed', () => nativeTheme.off('updated', recolour));
  window.on('close', () => {
    void saveWindowState(stateFile, { ...window.getNormalBounds(), maximized: window.isMaximized() });
  });
  return window;
}

/** Tells whenever the window comes in sight and in use, and when it no longer is. */
export function followAttention(window: BrowserWindow, tell: (isWatched: boolean) => void): void {
  const look = () => tell(window.isVisible() && window.isFocused() && !window.isMinimized());
  for (const event of ['focus', 'blur', 'show', 'hide', 'minimize', 'restore'] as const) {
    window.on(event as 'focus', look);
  }
  window.once('closed', () => tell(false));
}

/**
 * Loads the page; apart from opening the window, so that all is wired before the page's first call. A load that fails
 * is tried again: Chromium's network process may just have been restarted, and there is no other page to show.
 */
export async function loadPage(window: BrowserWindow, log: Log): Promise<void> {
  for (let attempt = 1; !window.isDestroyed(); attempt++) {
    try {
      await window.loadURL(`${PAGE.scheme}://${PAGE.host}/index.html`);
      return;
    } catch (error) {
      log.error('The page did not load', { attempt, reason: String(error) });
      if (attempt === LOAD_ATTEMPTS) throw error;
      await delay(LOAD_PAUSE_MS);
    }
  }
}
