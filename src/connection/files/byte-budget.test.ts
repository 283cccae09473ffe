import { expect, it } from 'vitest';
import { ByteBudget } from './byte-budget.js';

const never = new AbortController().signal;

/** Asks for room and notes when it was given. */
function ask(budget: ByteBudget, bytes: number, name: string, entered: string[], signal = never) {
  return budget.enter(bytes, signal).then(() => void entered.push(name));
}

const settled = () => new Promise(setImmediate);

it('lets in as many as there is room for, in the order in which they asked', async () => {
  const budget = new ByteBudget(100);
  const entered: string[] = [];
  for (const [name, bytes] of [
    ['a', 80],
    ['b', 60],
    ['c', 10],
    ['d', 50],
  ] as const)
    void ask(budget, bytes, name, entered);
  await settled();
  // There would be room for c, but b asked first.
  expect(entered).toEqual(['a']);
  budget.leave(80);
  await settled();
  expect(entered).toEqual(['a', 'b', 'c']);
  expect(budget.taken).toBe(70);
  expect(budget.isWaitedFor).toBe(true);
  budget.leave(60);
  await settled();
  expect(entered).toEqual(['a', 'b', 'c', 'd']);
  expect(budget.isWaitedFor).toBe(false);
});

it('lets in alone what is more than all of it', async () => {
  const budget = new ByteBudget(100);
  const entered: string[] = [];
  void ask(budget, 1, 'small', entered);
  void ask(budget, 1_000, 'large', entered);
  await settled();
  expect(entered).toEqual(['small']);
  budget.leave(1);
  await settled();
  expect(entered).toEqual(['small', 'large']);
});

it('gives no room to whoever has given up, and lets in those behind', async () => {
  const budget = new ByteBudget(100);
  const entered: string[] = [];
  void ask(budget, 50, 'a', entered);
  const abort = new AbortController();
  const gaveUp = ask(budget, 60, 'b', entered, abort.signal);
  void ask(budget, 40, 'c', entered);
  await settled();
  expect(entered).toEqual(['a']);
  abort.abort(new Error('enough'));
  await expect(gaveUp).rejects.toThrow('enough');
  await settled();
  expect(entered).toEqual(['a', 'c']);
  await expect(ask(budget, 1, 'd', entered, abort.signal)).rejects.toThrow('enough');
  expect(budget.taken).toBe(90);
});
