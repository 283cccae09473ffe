import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { isRunning, thisProcess } from './process-mark.js';

const onLinux = process.platform === 'linux';

describe('the mark of a process', () => {
  it('says that it runs while it does', () => {
    expect(isRunning(thisProcess())).toBe(true);
  });

  it('says that it does not once it has ended', async () => {
    const child = spawn('true');
    await once(child, 'exit');
    expect(isRunning({ ...thisProcess(), pid: child.pid ?? 0 })).toBe(false);
  });

  it.runIf(onLinux)('takes no other process of that number, nor one of an earlier boot, for it', () => {
    const own = thisProcess();
    expect(own.started).toMatch(/^\d+$/);
    expect(isRunning({ ...own, started: '1' })).toBe(false);
    expect(isRunning({ ...own, boot: 'another' })).toBe(false);
  });

  it('knows nothing of another machine’s', () => {
    expect(isRunning({ ...thisProcess(), machine: 'elsewhere', pid: 1, started: '' })).toBe(true);
  });
});
