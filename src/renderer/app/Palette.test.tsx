import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { saveFilter } from '../fleet/filters.js';
import { emptyFleet, mergePage, useFleet } from '../fleet/store.js';
import { makeNode } from '../../../test/support/nodes.js';
import { clear, find, press, render, type } from '../test-support/render.js';
import { useNodeHelp } from '../node-help/node-help-store.js';
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

describe('commands', () => {
  const shown = () => [...document.querySelectorAll('.palette-command')].map((item) => item.textContent);

  it('are found by their words, after the nodes that fit, each with its key', async () => {
    await type(input(), 'fleet refresh');
    expect(shown()).toEqual(['Refresh the fleetCtrl R']);
    await type(input(), 'web');
    expect(find('[role="menuitem"]').className).toContain('palette-item');
  });

  it('run with Enter when no node fits, however quickly it follows', async () => {
    await type(input(), 'make a node ready');
    await press(input(), 'Enter');
    expect(useNodeHelp.getState().request).toMatchObject({ topic: 'ssh-server' });
    expect(connectTo).not.toHaveBeenCalled();
  });

  it('are found by the words of the other language, too', async () => {
    await render(<Palette />, 'ko');
    await type(input(), 'deny ssh');
    expect(shown()).toEqual(['IAM 정책: SSH 거부…']);
    await type(input(), '새로 고침');
    expect(shown()).toEqual(['노드 목록 새로 고침Ctrl R']);
  });

  it('are those that mean something now: saved filters are, a terminal’s are not without one', async () => {
    saveFilter('Production web', 'tag:env=prod web');
    await render(<Palette />);
    await type(input(), 'production');
    expect(shown()).toEqual(['Filter: Production web']);
    await press(input(), 'Enter');
    expect(useFleet.getState().query).toBe('tag:env=prod web');
    await type(input(), 'terminal');
    expect(shown()).toEqual([]);
  });
});
