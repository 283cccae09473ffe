import { expect, it } from 'vitest';
import type { FilesInfo } from '../../../shared/contract/index.js';
import { problem, ProblemError } from '../../../shared/problem.js';
import { useFilesPreferences } from '../preferences-store.js';
import { eventually, showPane, type Answers } from '../../test-support/file-pane.js';
import { click, find } from '../../test-support/render.js';

const side: FilesInfo['local'] = {
  home: '/home/ubuntu',
  separator: '/',
  roots: [],
  ignoresCase: false,
  names: 'posix',
};
const infoOf = (elevated: boolean): FilesInfo => ({
  local: side,
  remote: { ...side, protocol: 'sftp', extensions: [], checksums: true, elevated },
});
const tree = { '/home/ubuntu': [] };
const allowed: Answers = { elevate: ({ on }: { readonly on: boolean }) => infoOf(on) };
const refused: Answers = {
  elevate: () => {
    throw new ProblemError(problem('files.no-elevation', { node: 'i-0a' }));
  },
};
const chosen = () => useFilesPreferences.getState().elevatedNodes;
const footer = () => find('.file-footer').textContent;

async function chooseRoot(): Promise<void> {
  await click(find('button[aria-label="More"]'));
  await eventually(() => find('[role="menuitemcheckbox"]', 'As root'));
  await click(find('[role="menuitemcheckbox"]', 'As root'));
}

it('Seeing files as root is kept for the node, and said below them', async () => {
  await showPane(tree, { answers: allowed, preferences: { elevatedNodes: ['i-0b'] } });
  expect(footer()).not.toContain('as root');
  await chooseRoot();
  await eventually(() => expect(footer()).toContain('as root'));
  expect(chosen()).toEqual(['i-0b', 'i-0a']);
  await chooseRoot();
  await eventually(() => expect(footer()).not.toContain('as root'));
  expect(chosen()).toEqual(['i-0b']);
});

it('A choice that sudo refuses is not kept', async () => {
  await showPane(tree, { answers: refused });
  await chooseRoot();
  await eventually(() => find('[data-problem="files.no-elevation"]'));
  expect(chosen()).toEqual([]);
});

it('A connection that begins as the user although root was chosen says why, once', async () => {
  const { asked } = await showPane(tree, { answers: refused, preferences: { elevatedNodes: ['i-0a'] } });
  await eventually(() => find('[data-problem="files.no-elevation"]'));
  expect(chosen()).toEqual([]);
  expect(asked.filter(({ name }) => name === 'elevate')).toHaveLength(1);
});

it('A connection that begins as root is left so', async () => {
  const { asked } = await showPane(tree, {
    info: { elevated: true },
    answers: allowed,
    preferences: { elevatedNodes: ['i-0a'] },
  });
  await eventually(() => expect(footer()).toContain('as root'));
  expect(asked.filter(({ name }) => name === 'elevate')).toEqual([]);
});
