import { windowStateSchema, type WindowState } from '../../settings/schema.js';
import { readJson, writeJson } from '../../storage/json-file.js';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const MIN_SIZE = { width: 760, height: 480 } as const;
const DEFAULT_SIZE = { width: 1280, height: 800 } as const;
/** This much of the title bar (px) must be on a screen for the window to be found and moved. */
const GRIP = { width: 120, height: 32 } as const;

/** Reads where the window was; null for none, or for a file that makes no sense: it is not worth a word. */
export async function loadWindowState(file: string): Promise<WindowState | null> {
  try {
    return windowStateSchema.parse(await readJson(file));
  } catch {
    return null;
  }
}

/** Writes where the window is. Failing to is not worth a word either. */
export async function saveWindowState(file: string, state: WindowState): Promise<void> {
  await writeJson(file, state).catch(() => undefined);
}

/**
 * The bounds to open the window with: where it was, as long as its title bar is on a screen that is still there; else
 * the same size (within the screen) at the system's choice of place.
 *
 * @param screens the work areas of the screens, the main one first
 */
export function openingBounds(
  state: WindowState | null,
  screens: readonly Rectangle[],
): { width: number; height: number; x?: number; y?: number } {
  const main = screens[0] ?? { x: 0, y: 0, ...DEFAULT_SIZE };
  const width = clamp(state?.width ?? DEFAULT_SIZE.width, MIN_SIZE.width, main.width);
  const height = clamp(state?.height ?? DEFAULT_SIZE.height, MIN_SIZE.height, main.height);
  if (state === null) return { width, height };
  const grip = { x: state.x, y: state.y, width: state.width, height: GRIP.height };
  const home = screens.find((screen) => overlaps(grip, screen));
  if (home === undefined) return { width, height };
  return {
    x: state.x,
    y: state.y,
    width: Math.max(state.width, MIN_SIZE.width),
    height: Math.max(state.height, MIN_SIZE.height),
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(Math.min(value, most), Math.min(least, most));
}

function overlaps(grip: Rectangle, screen: Rectangle): boolean {
  const across = Math.min(grip.x + grip.width, screen.x + screen.width) - Math.max(grip.x, screen.x);
  return (
    across >= Math.min(GRIP.width, grip.width) &&
    grip.y >= screen.y &&
    grip.y + grip.height <= screen.y + screen.height
  );
}
