import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { emptyFleet, mergePage } from '../fleet/store.js';
import { makeNode } from '../../../test/support/nodes.js';
import { clear, find, press, render, type } from '../test-support/render.js';
import { connectTo } from './connect-flow.js';
import { Palette } from './Palette.js';

vi.mock('./connect-flow.js', () => ({ connectTo: vi.fn(() => Promise.resolve()) }));

beforeEach(async () => {
  vi.mocked(connectTo).mockClear();
  const named = ['staging-web-1', 'web-1', 'web-10'].map((name) => makeNode({ id: `i-${name}`, name }));
  const nodes = [...named, makeNode({ id: 'i-unnamed' })];
  emptyFleet();
  mergePage({ nodes, removed: [] });
  await render(<Palette />);
});
afterEach(clear);

const input = () => document.querySelector<HTMLInputElement>('[role="dialog"] input')!;

it('goes to the node of the very name that was typed, however quickly Enter follows', async () => {
  await type(input(), 'web-1');
  await press(input(), 'Enter');
  expect(connectTo).toHaveBeenCalledExactlyOnceWith('i-web-1');
});

it('lists that node first', async () => {
  await type(input(), 'web-1');
  expect(find('.palette-item').textContent).toMatch(/^web-1i-web-1/);
});

it('goes nowhere when nothing was typed, or nothing fits', async () => {
  await press(input(), 'Enter');
  await type(input(), 'nowhere');
  await press(input(), 'Enter');
  expect(connectTo).not.toHaveBeenCalled();
});
