import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadWindowState, MIN_SIZE, openingBounds, saveWindowState } from './window-state.js';

const SCREEN = { x: 0, y: 0, width: 1600, height: 1000 };
const SECOND = { x: 1600, y: 0, width: 1920, height: 1080 };
const state = { x: 100, y: 50, width: 900, height: 700, maximized: false };

describe('the window opens', () => {
  it('at the system’s place the first time, no larger than the screen', () => {
    expect(openingBounds(null, [SCREEN])).toEqual({ width: 1280, height: 800 });
    expect(openingBounds(null, [{ ...SCREEN, width: 1024, height: 700 }])).toEqual({
      width: 1024,
      height: 700,
    });
  });

  it('where it was, on any screen that is still there', () => {
    expect(openingBounds(state, [SCREEN])).toEqual({ x: 100, y: 50, width: 900, height: 700 });
    const there = { ...state, x: 1800 };
    expect(openingBounds(there, [SCREEN, SECOND])).toMatchObject({ x: 1800 });
    expect(openingBounds(there, [SCREEN])).toEqual({ width: 900, height: 700 });
  });

  it.each([
    { x: -880, y: 50 },
    { x: 1550, y: 50 },
    { x: 100, y: -400 },
    { x: 100, y: 990 },
  ])('elsewhere when its title bar could not be reached: %j', (place) => {
    expect(openingBounds({ ...state, ...place }, [SCREEN])).toEqual({ width: 900, height: 700 });
  });

  it('not smaller than it may be, even on no screen at all', () => {
    expect(openingBounds({ ...state, width: 10, height: 10 }, [SCREEN])).toMatchObject(MIN_SIZE);
    expect(openingBounds(null, [])).toEqual({ width: 1280, height: 800 });
  });
});

describe('the window’s place', () => {
  it('is kept in a file, and a file that makes no sense is passed over', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sallyport-window-'));
    const file = join(folder, 'window-state.json');
    expect(await loadWindowState(file)).toBeNull();
    await saveWindowState(file, state);
    expect(await loadWindowState(file)).toEqual(state);
    await writeFile(file, '{"x": "left"}');
    expect(await loadWindowState(file)).toBeNull();
    await saveWindowState(join(file, 'below-a-file'), state);
    await rm(folder, { recursive: true });
  });
});
