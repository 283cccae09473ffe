import { act } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { find, redraw, render } from '../test-support/render.js';
import { useRested } from './use-rested.js';

function Shown({ value, typed }: { readonly value: string; readonly typed: string }) {
  return <p>{useRested(value, typed)}</p>;
}
const shown = () => find('p').textContent;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('stays as it was while somebody types, and is the latest when they pause', async () => {
  await render(<Shown value="a" typed="" />);
  await redraw(<Shown value="b" typed="" />);
  expect(shown()).toBe('b');
  for (const typed of ['w', 'we', 'web']) {
    await redraw(<Shown value={typed} typed={typed} />);
    await act(() => vi.advanceTimersByTimeAsync(100));
    expect(shown()).toBe('b');
  }
  await act(() => vi.advanceTimersByTimeAsync(100));
  expect(shown()).toBe('web');
  await redraw(<Shown value="c" typed="web" />);
  expect(shown()).toBe('c');
});

it('stays as it was while what was typed is taken back again', async () => {
  await render(<Shown value="a" typed="" />);
  for (const typed of ['w', 'we', 'w', '']) {
    await redraw(<Shown value={`for ${typed}`} typed={typed} />);
    await act(() => vi.advanceTimersByTimeAsync(100));
    expect(shown()).toBe('a');
  }
  await act(() => vi.advanceTimersByTimeAsync(100));
  expect(shown()).toBe('for ');
});
