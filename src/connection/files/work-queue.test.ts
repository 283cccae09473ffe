import { expect, it } from 'vitest';
import { WorkQueue } from './work-queue.js';

it('a task that goes on after another has failed adds work in vain, and nobody waits for it', async () => {
  const queue = new WorkQueue<'one'>({ one: () => 2 });
  let goOn: () => void = () => undefined;
  const waiting = new Promise<void>((resolve) => (goOn = resolve));
  let begun = 0;
  queue.add('one', async () => {
    await waiting;
    queue.add('one', () => {
      begun++;
      return Promise.resolve();
    });
  });
  queue.add('one', () => {
    setImmediate(goOn);
    return Promise.reject(new Error('lost'));
  });
  await expect(queue.done()).rejects.toThrow('lost');
  expect(begun).toBe(0);
});
