import { act } from 'react';
import { expect, it } from 'vitest';
import { problem, ProblemError } from '../../../shared/problem.js';
import { entry, eventually, folder, names, showPane } from '../../test-support/file-pane.js';
import { takeDragged } from './take-dragged.js';

const HOME = '/home/ubuntu';

it('what is moved within the node is renamed, all but what cannot be, which is said', async () => {
  const tree = { [HOME]: [folder('to'), ...['a', 'b', 'c'].map((name) => entry(name))], [`${HOME}/to`]: [] };
  const shown = await showPane(tree, {
    answers: {
      rename: ({ from }: { readonly from: string }) => {
        if (from === `${HOME}/a`)
          throw new ProblemError(problem('files.denied', { path: from, side: 'remote' }));
        tree[HOME] = tree[HOME].filter(({ name }) => `${HOME}/${name}` !== from);
        return {};
      },
    },
  });
  const { files } = shown;
  const paths = ['a', 'b', 'c'].map((name) => `${HOME}/${name}`);
  await act(() =>
    takeDragged(
      { files, side: 'remote', folder: HOME, paths },
      { files, side: 'remote', folder: `${HOME}/to` },
      'move',
    ),
  );
  expect(files.remote.state.notice?.code).toBe('files.denied');
  await eventually(() => expect(names()).toEqual(['to', 'a']));
  expect(shown.asked.filter(({ name }) => name === 'jobs.add')).toEqual([]);
});
