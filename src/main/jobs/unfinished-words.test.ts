import { describe, expect, it } from 'vitest';
import { quitQuestion } from './unfinished-words.js';

describe('the question before the app quits', () => {
  it('is not put where nothing is unfinished', () => {
    expect(quitQuestion('en', { jobs: 0, edited: 0 })).toBeNull();
  });

  it('speaks of what there is, and of nothing else', () => {
    expect(quitQuestion('en', { jobs: 2, edited: 0 })).toMatchObject({
      message: '2 jobs are not finished.',
      detail: expect.not.stringContaining('editor') as string,
    });
    expect(quitQuestion('en', { jobs: 0, edited: 1 })).toMatchObject({
      message: '1 file of a node is being edited.',
      detail: expect.not.stringContaining('Jobs') as string,
    });
    expect(quitQuestion('ko', { jobs: 1, edited: 3 })?.message).toBe(
      '작업 1개가 끝나지 않았습니다.\n노드의 파일 3개를 편집하고 있습니다.',
    );
  });
});
