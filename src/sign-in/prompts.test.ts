import { describe, expect, it } from 'vitest';
import type { Prompt } from '../shared/contract/index.js';
import { Prompts, type Question } from './prompts.js';

const question: Question = {
  nodeId: 'i-1',
  kind: 'password',
  params: { user: 'min' },
  name: '',
  instructions: '',
  fields: [{ label: '', echo: false }],
  isAgain: false,
  keeping: 'none',
};

function setUp() {
  const asked: Prompt[] = [];
  const withdrawn: string[] = [];
  const prompts = new Prompts({
    ask: (prompt) => void asked.push(prompt),
    withdrawn: (promptId) => void withdrawn.push(promptId),
  });
  return { prompts, asked, withdrawn, id: (at: number) => asked[at]?.promptId ?? '' };
}

describe('a prompt', () => {
  it('reaches the page and brings back its own answer', async () => {
    const { prompts, asked, id } = setUp();
    const first = prompts.ask('c1', question);
    const second = prompts.ask('c1', question);
    expect(asked[0]).toMatchObject(question);
    prompts.answer(id(1), { answers: ['b'], keep: true });
    prompts.answer(id(0), { answers: ['a'], keep: false });
    expect(await first).toEqual({ answers: ['a'], keep: false });
    expect(await second).toEqual({ answers: ['b'], keep: true });
  });

  it('is taken back with its owner, and no other', async () => {
    const { prompts, withdrawn, id } = setUp();
    const mine = prompts.ask('c1', question);
    const other = prompts.ask('c2', question);
    prompts.withdraw('c1');
    expect(await mine).toBeNull();
    expect(withdrawn).toEqual([id(0)]);
    // Too late, and no failure.
    prompts.answer(id(0), { answers: ['x'], keep: false });
    prompts.withdrawAll();
    expect(await other).toBeNull();
  });
});
