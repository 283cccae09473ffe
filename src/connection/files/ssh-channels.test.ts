import { PassThrough } from 'node:stream';
import type { Client } from 'ssh2';
import { expect, it } from 'vitest';
import { sshShell } from './ssh-channels.js';

it('a command that has ended when its start is told is heard wholly', async () => {
  const channel = Object.assign(new PassThrough(), { stderr: new PassThrough(), close: () => undefined });
  const client = {
    // As ssh2 does when start, output, exit and end come in one piece.
    exec(_command: string, started: (error: Error | undefined, opened: typeof channel) => void) {
      started(undefined, channel);
      channel.emit('data', Buffer.from('out'));
      channel.emit('exit', 0);
      channel.emit('close');
    },
  } as unknown as Client;
  const { exitCode, output } = await sshShell(client).run('true', Buffer.alloc(0));
  expect([exitCode, output.toString()]).toEqual([0, 'out']);
});
