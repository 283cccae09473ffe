import { act } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import { problem, ProblemError } from '../../../shared/problem.js';
import { useFileClipboard } from '../clipboard.js';
import { fakeBridge } from '../../test-support/fake-bridge.js';
import {
  entry,
  eventually,
  grid,
  names,
  selectedNames,
  showPane,
  type ShownPane,
  type Tree,
} from '../../test-support/file-pane.js';
import { click, find, press, type } from '../../test-support/render.js';

let shown: ShownPane;
let tree: Tree;
const ctrl = { ctrlKey: true };
const ctrlShift = { ctrlKey: true, shiftKey: true };
const copied = () =>
  shown.bridge.calls.filter(({ name }) => name === 'clipboard.write').map(({ args }) => args);
const asked = (name: string) => shown.asked.filter((call) => call.name === name).map(({ args }) => args);
const fact = (name: string) =>
  [...document.querySelectorAll('.facts-line')].find((line) => line.firstElementChild?.textContent === name)
    ?.lastElementChild?.textContent;

beforeEach(async () => {
  tree = {
    '/home/ubuntu': [
      entry('a.sh', { size: 1500, mode: 0o755, modifiedMs: Date.UTC(2026, 0, 2) }),
      entry('b.log', { kind: 'symlink', link: { target: '/var/log/b', kind: null } }),
    ],
  };
  shown = await showPane(tree);
  await act(async () => {
    grid().focus();
    await Promise.resolve();
  });
});

describe('A new file', () => {
  beforeEach(async () => {
    await press(grid(), 'ContextMenu');
    await eventually(() => find('[role="menuitem"]', 'New file…'));
    await click(find('[role="menuitem"]', 'New file…'));
    await eventually(() => find('[role="dialog"] input'));
  });
  const field = () => find('[role="dialog"] input') as HTMLInputElement;
  const create = () => find('[role="dialog"] button', 'Create') as HTMLButtonElement;

  it('is made with the name that is given, and is selected then', async () => {
    await type(field(), 'new.txt');
    await click(create());
    await eventually(() => expect(names()).toContain('new.txt'));
    expect(asked('makeFile')).toEqual([{ side: 'remote', path: '/home/ubuntu/new.txt' }]);
    expect(selectedNames()).toEqual(['new.txt']);
    expect(document.querySelector('[role="dialog"]')).toBeNull();
  });

  it('says what is wrong with a name while it is typed', async () => {
    await type(field(), 'a/b');
    expect(find('[role="dialog"]').textContent).toContain('cannot have “/” in them');
    expect(field().getAttribute('aria-invalid')).toBe('true');
    await type(field(), 'a b');
    expect(find('[role="dialog"]').textContent).not.toContain('cannot have');
  });

  it.each(['', '.', '..', 'a/b'])('cannot have the name “%s”', async (name) => {
    await type(field(), name);
    expect(create().disabled).toBe(true);
  });

  it('is not made after Cancel', async () => {
    await type(field(), 'new.txt');
    await click(find('[role="dialog"] button', 'Cancel'));
    expect(document.querySelector('[role="dialog"]')).toBeNull();
    expect(asked('makeFile')).toEqual([]);
  });
});

describe('A clipboard that takes nothing', () => {
  beforeEach(() => {
    fakeBridge({
      'clipboard.write': () => {
        throw new ProblemError(problem('unexpected', {}, { details: 'The clipboard is busy' }));
      },
    });
  });
  const isSaid = () =>
    eventually(() => expect(find('.file-pane .problem').textContent).toContain('clipboard is busy'));

  it('is told of above the folder when paths are copied', async () => {
    await press(grid(), 'C', ctrlShift);
    await isSaid();
  });

  it('leaves nothing to be pasted, nor shown as cut', async () => {
    await press(grid(), 'x', ctrl);
    await isSaid();
    expect(useFileClipboard.getState()).toMatchObject({ held: null, isCut: false });
    expect(document.querySelector('.is-cut')).toBeNull();
  });

  it('is told of by the button that copies a path', async () => {
    await press(grid(), 'Enter', { altKey: true });
    await eventually(() => find('.facts-line'));
    await click(find('[role="dialog"] button', 'Copy path'));
    await eventually(() => find('[role="dialog"] button', 'Not copied'));
  });
});

describe('Copy path', () => {
  it('copies the paths of what is selected, a line each', async () => {
    await press(grid(), 'C', ctrlShift);
    await press(grid(), 'a', ctrl);
    await press(grid(), 'C', ctrlShift);
    expect(copied()).toEqual([
      { text: '/home/ubuntu/a.sh' },
      { text: '/home/ubuntu/a.sh\n/home/ubuntu/b.log' },
    ]);
  });

  it('copies the folder’s own path when nothing is selected', async () => {
    await act(async () => {
      find('.file-body').dispatchEvent(new MouseEvent('mousedown', { bubbles: true }));
      await Promise.resolve();
    });
    expect(selectedNames()).toEqual([]);
    await press(grid(), 'C', ctrlShift);
    expect(copied()).toEqual([{ text: '/home/ubuntu' }]);
  });
});

describe('Properties', () => {
  it('say all that is known of one file', async () => {
    await press(grid(), 'i', ctrl);
    await eventually(() => expect(fact('Size')).toContain('1,500'));
    expect(find('[role="dialog"] h2').textContent).toBe('a.sh');
    expect(fact('Kind')).toBe('File');
    expect(fact('Path')).toBe('/home/ubuntu/a.sh');
    expect(fact('Owner')).toContain('ubuntu');
    expect(fact('Mode')).toMatch(/rwxr-xr-x.*755/);
    expect(asked('measure')).toEqual([{ side: 'remote', paths: ['/home/ubuntu/a.sh'] }]);
    await click(find('[role="dialog"] button', 'Copy path'));
    expect(copied()).toEqual([{ text: '/home/ubuntu/a.sh' }]);
    await click(find('[role="dialog"] button', 'Close'));
    expect(document.querySelector('[role="dialog"]')).toBeNull();
  });

  it('say where a link leads', async () => {
    await press(grid(), 'ArrowDown');
    await press(grid(), 'Enter', { altKey: true });
    await eventually(() => find('.facts-line'));
    expect(fact('Kind')).toBe('Link');
    expect(fact('Leads to')).toBe('/var/log/b');
  });

  it('are the sum of several', async () => {
    await press(grid(), 'a', ctrl);
    await press(grid(), 'i', ctrl);
    await eventually(() => find('[role="dialog"] h2', '2'));
    expect(asked('measure')).toEqual([
      { side: 'remote', paths: ['/home/ubuntu/a.sh', '/home/ubuntu/b.log'] },
    ]);
    expect(fact('Path')).toBeUndefined();
  });
});

describe('The menu of a pane', () => {
  it('is not about selected files that the filter hides', async () => {
    await press(grid(), 'a', ctrl);
    act(() => shown.files.remote.setFilter('b'));
    await press(grid(), 'ContextMenu');
    await eventually(() => find('[role="menuitem"]', 'Rename'));
    // One is in sight, and one can be renamed.
    expect(find('[role="menuitem"]', 'Rename').getAttribute('aria-disabled')).not.toBe('true');
  });
});
