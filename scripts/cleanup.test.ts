import { describe, expect, it, vi } from 'vitest';
import { withCleanup } from './cleanup.js';

describe('withCleanup', () => {
  it('undoes the last first, and returns what the job does', async () => {
    const done: string[] = [];
    const result = await withCleanup((onEnd) => {
      onEnd(() => void done.push('first'));
      onEnd(() => Promise.resolve(done.push('second')));
      return Promise.resolve(7);
    });
    expect(result).toBe(7);
    expect(done).toEqual(['second', 'first']);
  });

  it('undoes the rest when one step fails, and keeps the job’s own error', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const first = vi.fn();
    const job = withCleanup((onEnd) => {
      onEnd(first);
      onEnd(() => Promise.reject(new Error('stuck')));
      return Promise.reject(new Error('no display'));
    });
    await expect(job).rejects.toThrow('no display');
    expect(first).toHaveBeenCalledOnce();
    expect(log).toHaveBeenCalledWith('Could not tidy up:', 'stuck');
    log.mockRestore();
  });

  it('undoes once on a signal, then ends with the signal’s code', async () => {
    const undo = vi.fn();
    const listeners = process.listenerCount('SIGHUP');
    const code = await new Promise((exit) => {
      void withCleanup(async (onEnd) => {
        onEnd(undo);
        process.emit('SIGHUP', 'SIGHUP');
        process.emit('SIGHUP', 'SIGHUP');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }, exit);
    });
    expect(code).toBe(129);
    expect(undo).toHaveBeenCalledOnce();
    await vi.waitFor(() => expect(process.listenerCount('SIGHUP')).toBe(listeners));
  });
});
