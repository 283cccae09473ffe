// Run by proxy.ts: carries standard input to a TCP port as AWS's plugin does, 1 KiB and then a pause of 1 ms (its
// standardstreamforwarding.go); the way back is not held.
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const READ_BYTES = 1_024;

const socket = connect({ host: '127.0.0.1', port: Number(process.argv[2]), noDelay: true });
socket.pipe(process.stdout);
socket.on('error', () => process.exit(1));
for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
  for (let start = 0; start < chunk.length; start += READ_BYTES) {
    socket.write(chunk.subarray(start, start + READ_BYTES));
    await delay(1);
  }
}
socket.end();
