import { once } from 'node:events';
import { createConnection } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { Tunnel } from '../src/connection/tunnel.js';
import { ChannelDuplex, DataChannel, webSocketDialer } from '../src/session-manager/index.js';
import { decodeFrame, encodeFrame, newMessageId } from '../src/session-manager/codec/frame.js';
import { hostOf, newSessions } from '../test/support/ssh-node.js';
import { NODES } from './far-side-process.js';
import { startFarSide } from './far-side.js';
import { alone, beside, report } from './report.js';
import { median } from './statistics.js';

const ROUNDS = 5;
const LARGE_PAYLOAD_BYTES = 16 * 1024;
const MB = 1_000_000;
const block = Buffer.alloc(256 * 1024, 7);

type Node = (typeof NODES)[keyof typeof NODES];

/** A channel to a target as a stream; larger payloads on request. */
async function openStream(
  node: Node,
  payloadBytes?: number,
): Promise<{ stream: ChannelDuplex; end: () => Promise<void> }> {
  const host = hostOf(newSessions(), node);
  if (payloadBytes === undefined) {
    const tunnel = await Tunnel.start(host, 22, webSocketDialer(), () => undefined);
    return { stream: tunnel.stream, end: () => tunnel.end() };
  }
  const ticket = await host.call('session.start', { portNumber: 22 });
  const resume = () => Promise.reject(new Error('A bench does not resume'));
  const channel: DataChannel = new DataChannel(
    { ticket, dial: webSocketDialer(), resume, speaksFirst: true, payloadBytes },
    {
      onData: (bytes) => stream.received(bytes),
      onDrain: () => stream.drained(),
      onState: (state) => state.name === 'closed' && stream.ended(),
    },
  );
  const stream = new ChannelDuplex(channel);
  return { stream, end: () => channel.terminate() };
}

/** Uploads so many bytes to the sink, and gives MB/s and CPU milliseconds per MB of this process. */
async function upload(bytes: number, payloadBytes?: number): Promise<{ rate: number; cpu: number }> {
  const { stream, end } = await openStream(NODES.sink, payloadBytes);
  await once(stream, 'data');
  stream.write(`${bytes}\n`);
  // A probe for larger payloads takes a round trip.
  if (payloadBytes !== undefined) await delay(100);
  const start = performance.now();
  const cpu = process.cpuUsage();
  const done = once(stream, 'data');
  for (let sent = 0; sent < bytes; sent += block.length)
    if (!stream.write(block.subarray(0, bytes - sent))) await once(stream, 'drain');
  await done;
  const used = process.cpuUsage(cpu);
  const rate = bytes / MB / ((performance.now() - start) / 1_000);
  await end();
  return { rate, cpu: (used.user + used.system) / 1_000 / (bytes / MB) };
}

/** The same at the plugin's pace: 1 KiB, then a pause of 1 ms. */
async function uploadAtPluginPace(bytes: number): Promise<number> {
  const { stream, end } = await openStream(NODES.sink);
  await once(stream, 'data');
  stream.write(`${bytes}\n`);
  const start = performance.now();
  const done = once(stream, 'data');
  for (let sent = 0; sent < bytes; sent += 1_024) {
    stream.write(block.subarray(0, Math.min(1_024, bytes - sent)));
    await delay(1);
  }
  await done;
  const rate = bytes / MB / ((performance.now() - start) / 1_000);
  await end();
  return rate;
}

/** The same bytes over a WebSocket that only relays. */
async function uploadRaw(url: string, bytes: number, messageBytes: number): Promise<number> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await once(socket, 'open');
  socket.send(String(bytes));
  const start = performance.now();
  const done = once(socket, 'message');
  for (let sent = 0; sent < bytes; sent += messageBytes) {
    socket.send(block.subarray(0, Math.min(messageBytes, bytes - sent)));
    if (socket.bufferedAmount > 4 * MB) await delay(0);
  }
  await done;
  socket.close();
  return bytes / MB / ((performance.now() - start) / 1_000);
}

/** MB/s that arrive from the source in so many milliseconds. */
async function download(ms: number): Promise<number> {
  const { stream, end } = await openStream(NODES.source);
  let bytes = 0;
  await once(stream, 'data');
  const start = performance.now();
  stream.on('data', (chunk: Buffer) => (bytes += chunk.length));
  await delay(ms);
  const rate = bytes / MB / ((performance.now() - start) / 1_000);
  await end();
  return rate;
}

/** Milliseconds from a keystroke to its echo. */
async function key(write: (bytes: Buffer) => void, echoed: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 200; i++) {
    const start = performance.now();
    const back = echoed();
    write(Buffer.from('k'));
    await back;
    times.push(performance.now() - start);
  }
  return median(times);
}

function codec(): number {
  const frame = {
    messageType: 'input_stream_data',
    schemaVersion: 1,
    createdDate: Date.now(),
    sequenceNumber: 1,
    flags: 0,
    payloadType: 1,
    payload: block.subarray(0, 1_024),
  };
  const frames = 100_000;
  const start = performance.now();
  for (let i = 0; i < frames; i++) decodeFrame(encodeFrame({ ...frame, messageId: newMessageId() }));
  return frames / ((performance.now() - start) / 1_000);
}

const rounds = async (work: () => Promise<number>) => {
  const values: number[] = [];
  for (let i = 0; i < ROUNDS; i++) values.push(await work());
  return median(values);
};

/** The data channel without SSH: rates, cost, latency. The references are measured in the same run. */
export async function benchDataChannel(): Promise<void> {
  const paced = await startFarSide({ agentPacing: true, gatewayDelayMs: 0 });
  const downloadPaced = await rounds(() => download(3_000));
  paced.close();

  const far = await startFarSide({ agentPacing: false, gatewayDelayMs: 20 });
  const farRate = await rounds(async () => (await upload(10 * MB)).rate);
  far.close();
  const veryFar = await startFarSide({ agentPacing: false, gatewayDelayMs: 75 });
  const veryFarRate = await rounds(async () => (await upload(10 * MB)).rate);
  veryFar.close();

  const side = await startFarSide({ agentPacing: false, gatewayDelayMs: 0 });
  const cpu: number[] = [];
  const small = await rounds(async () => {
    const result = await upload(30 * MB);
    cpu.push(result.cpu);
    return result.rate;
  });
  const pluginPace = await rounds(() => uploadAtPluginPace(MB));
  const large = await rounds(async () => (await upload(100 * MB, LARGE_PAYLOAD_BYTES)).rate);
  const raw = await rounds(() => uploadRaw(side.relayUrl, 100 * MB, LARGE_PAYLOAD_BYTES));
  const unpaced = await rounds(() => download(2_000));

  const { stream, end } = await openStream(NODES.echo);
  await once(stream, 'data');
  const throughChannel = await key(
    (bytes) => stream.write(bytes),
    () => once(stream, 'data'),
  );
  await end();
  const socket = createConnection({ host: '127.0.0.1', port: side.echoPort, noDelay: true });
  await once(socket, 'data');
  const straight = await key(
    (bytes) => socket.write(bytes),
    () => once(socket, 'data'),
  );
  socket.destroy();
  side.close();

  report('data-channel', [
    beside('upload-1k-vs-plugin-pace', small, 'MB/s', pluginPace),
    beside('upload-large-vs-raw', large, 'MB/s', raw),
    beside('key-latency-ms', throughChannel, 'ms', straight),
    alone('upload-rtt40-MBps', farRate, 'MB/s'),
    alone('upload-rtt150-MBps', veryFarRate, 'MB/s'),
    alone('download-paced-MBps', downloadPaced, 'MB/s'),
    alone('download-unpaced-MBps', unpaced, 'MB/s'),
    alone('upload-1k-cpu', median(cpu), 'ms/MB'),
    alone('codec-frames-per-s', codec(), 'frames/s'),
  ]);
}
