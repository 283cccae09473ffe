import { hash } from 'node:crypto';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { TestClient } from '../simulator/testing/test-client.js';
import { decodeFrame, encodeFrame, newMessageId } from '../src/session-manager/codec/frame.js';
import { BenchChannel } from './channel.js';
import { FarSide, NODES } from './far-side.js';
import { alone, beside, type Metric } from './report.js';
import { inTurns, median, medianOf } from './statistics.js';

const ROUNDS = 5;
const KEYS = 300;
/** People type slower; faster keys would wait in the agent's pause after each read, which no client can change. */
const KEY_GAP_MS = 8;
const SMALL_PAYLOAD_BYTES = 1_024;
const LARGE_PAYLOAD_BYTES = 16 * 1024;
/** A probe for larger payloads takes a round trip. */
const PROBE_MS = 100;
const SETTLE_MS = 200;
const RAW_BOUND_BYTES = 1024 * 1024;
const MB = 1_000_000;
const block = Buffer.alloc(256 * 1024, 7);

/** One transfer: MB/s, and CPU milliseconds of this process for each MB. */
interface Transfer {
  readonly rate: number;
  readonly cpu: number;
}

/** The data channel without SSH: rates, cost and latency, each beside its references. */
export async function benchDataChannel(): Promise<Metric[]> {
  return [
    ...(await asTheRealAgent()),
    ...(await withoutPacing()),
    ...(await withDistance(40, 10 * MB)),
    ...(await withDistance(150, 10 * MB)),
    ...codec(),
  ];
}

/** What people get: the agent pauses 1 ms after each read from its target. */
async function asTheRealAgent(): Promise<Metric[]> {
  const side = await FarSide.start({ agentPacing: true, gatewayDelayMs: 0 });
  const upwards = await inTurns(ROUNDS, {
    ours: () => upload(side, 30 * MB),
    pluginPace: () => uploadAtPluginPace(MB),
  });
  const downwards = await inTurns(ROUNDS, {
    ours: () => download(side, 3_000),
    agentPace: () => downloadByAcknowledging(side, 3_000),
  });
  const keys = await keyLatency(side);
  side.close();
  const emitted = downwards.ours.map((sample) => sample.emitted);
  return [
    beside('upload-1k-vs-plugin-pace', rate(upwards.ours), 'MB/s', rate(upwards.pluginPace)),
    // What the agent emits to a peer that does nothing but acknowledge; then, what it emitted to us.
    beside('download-vs-agent-pace', rate(downwards.ours), 'MB/s', rate(downwards.agentPace)),
    beside('download-vs-emitted', rate(downwards.ours), 'MB/s', median(emitted)),
    alone('download-paced-cpu', cpu(downwards.ours), 'ms/MB'),
    ...keys,
  ];
}

/** What the client could do if the agent did not pause. */
async function withoutPacing(): Promise<Metric[]> {
  const side = await FarSide.start({ agentPacing: false, gatewayDelayMs: 0 });
  const samples = await inTurns(ROUNDS, {
    small: () => upload(side, 30 * MB),
    rawSmall: () => uploadRaw(side, 30 * MB, SMALL_PAYLOAD_BYTES),
    large: () => upload(side, 100 * MB, LARGE_PAYLOAD_BYTES),
    rawLarge: () => uploadRaw(side, 100 * MB, LARGE_PAYLOAD_BYTES),
    down: () => download(side, 2_000),
    rawDown: () => downloadRaw(side, 2_000),
  });
  side.close();
  const { small, rawSmall, large, rawLarge, down, rawDown } = samples;
  return [
    beside('upload-1k-vs-raw', rate(small), 'MB/s', rate(rawSmall)),
    beside('upload-large-vs-raw', rate(large), 'MB/s', rate(rawLarge)),
    beside('download-unpaced-vs-raw', rate(down), 'MB/s', rate(rawDown)),
    beside('upload-1k-cpu', cpu(small), 'ms/MB', cpu(rawSmall)),
    beside('upload-large-cpu', cpu(large), 'ms/MB', cpu(rawLarge)),
    beside('download-unpaced-cpu', cpu(down), 'ms/MB', cpu(rawDown)),
  ];
}

/** Uploads at a round trip, beside the plugin's pace. */
async function withDistance(roundTripMs: number, bytes: number): Promise<Metric[]> {
  const side = await FarSide.start({ agentPacing: true, gatewayDelayMs: roundTripMs / 2 });
  const { ours, pluginPace } = await inTurns(ROUNDS, {
    ours: () => upload(side, bytes),
    pluginPace: () => uploadAtPluginPace(MB),
  });
  side.close();
  const slowest = Math.min(...ours.map((transfer) => transfer.rate));
  return [
    beside(`upload-rtt${roundTripMs}-MBps`, rate(ours), 'MB/s', rate(pluginPace)),
    // The congestion window is what differs from run to run: a median would hide one that does not recover.
    alone(`upload-rtt${roundTripMs}-slowest`, slowest, 'MB/s'),
  ];
}

const rate = (transfers: readonly Transfer[]) => medianOf(transfers, (transfer) => transfer.rate);
const cpu = (transfers: readonly Transfer[]) => medianOf(transfers, (transfer) => transfer.cpu);

/** Begins a measurement; the function that it gives ends it. */
function meter(): (bytes: number) => Transfer {
  const start = performance.now();
  const before = process.cpuUsage();
  return (bytes) => {
    const { user, system } = process.cpuUsage(before);
    const seconds = (performance.now() - start) / 1_000;
    return { rate: bytes / MB / seconds, cpu: (user + system) / 1_000 / (bytes / MB) };
  };
}

/** Uploads to the sink, until it says that it has all. */
async function upload(side: FarSide, bytes: number, payloadBytes?: number): Promise<Transfer> {
  const channel = await BenchChannel.open('sink', payloadBytes);
  if (payloadBytes !== undefined) await delay(PROBE_MS);
  const measured = meter();
  channel.push(Buffer.from(`${bytes}\n`));
  for (let sent = 0; sent < bytes; sent += block.length) await channel.write(block.subarray(0, bytes - sent));
  await channel.received();
  const transfer = measured(bytes);
  const { violations, clientFrames } = await side.counts();
  await channel.end();
  if (violations.length > 0) throw new Error(`The agent complains: ${violations.join(', ')}`);
  if (payloadBytes !== undefined && clientFrames > (2 * bytes) / payloadBytes)
    throw new Error(`${clientFrames} frames: larger payloads were not used`);
  return transfer;
}

/** The same at the plugin's pace: 1 KiB, then a pause of 1 ms. */
async function uploadAtPluginPace(bytes: number): Promise<Transfer> {
  const channel = await BenchChannel.open('sink');
  const measured = meter();
  channel.push(Buffer.from(`${bytes}\n`));
  const done = channel.received();
  for (let sent = 0; sent < bytes; sent += SMALL_PAYLOAD_BYTES) {
    channel.push(block.subarray(0, Math.min(SMALL_PAYLOAD_BYTES, bytes - sent)));
    await delay(1);
  }
  await done;
  const transfer = measured(bytes);
  await channel.end();
  return transfer;
}

async function openRaw(side: FarSide, target: 'sink' | 'source'): Promise<WebSocket> {
  const socket = new WebSocket(`${side.places.relayUrl}/${target}`, { perMessageDeflate: false });
  // The greeting.
  await once(socket, 'message');
  return socket;
}

/** The same bytes over a WebSocket to a relay that knows no protocol. */
async function uploadRaw(side: FarSide, bytes: number, messageBytes: number): Promise<Transfer> {
  const socket = await openRaw(side, 'sink');
  const measured = meter();
  socket.send(Buffer.from(`${bytes}\n`));
  const done = once(socket, 'message');
  for (let sent = 0; sent < bytes; sent += messageBytes) {
    const message = block.subarray(0, Math.min(messageBytes, bytes - sent));
    if (socket.bufferedAmount < RAW_BOUND_BYTES) socket.send(message);
    else await new Promise<void>((resolve) => socket.send(message, () => resolve()));
  }
  await done;
  const transfer = measured(bytes);
  socket.terminate();
  return transfer;
}

/** What arrives from the source in so many milliseconds, and what the agent sent in the same time, in MB/s. */
async function download(side: FarSide, ms: number): Promise<Transfer & { emitted: number }> {
  const channel = await BenchChannel.open('source');
  await delay(SETTLE_MS);
  const emittedBefore = (await side.counts()).bytesToClient;
  const before = channel.bytesReceived;
  const measured = meter();
  await delay(ms);
  const transfer = measured(channel.bytesReceived - before);
  const emitted = measured((await side.counts()).bytesToClient - emittedBefore).rate;
  await channel.end();
  return { ...transfer, emitted };
}

/** The same with the least of clients, which acknowledges and does nothing else. */
async function downloadByAcknowledging(side: FarSide, ms: number): Promise<Transfer & { emitted: number }> {
  const client = await TestClient.start(side.places, NODES.source.id);
  await client.handshake();
  await delay(SETTLE_MS);
  const before = client.outputs.length;
  const measured = meter();
  await delay(ms);
  const outputs = client.outputs.slice(before);
  const transfer = measured(outputs.reduce((sum, output) => sum + output.length, 0));
  await client.close();
  await client.call(side.places, 'TerminateSession', { SessionId: client.sessionId });
  return { ...transfer, emitted: transfer.rate };
}

async function downloadRaw(side: FarSide, ms: number): Promise<Transfer> {
  const socket = await openRaw(side, 'source');
  let bytes = 0;
  socket.on('message', (data: Buffer) => (bytes += data.length));
  await delay(SETTLE_MS);
  const before = bytes;
  const measured = meter();
  await delay(ms);
  const transfer = measured(bytes - before);
  socket.terminate();
  return transfer;
}

/** From a keystroke to its echo: what the channel adds to a TCP connection straight to the same echo, key by key. */
async function keyLatency(side: FarSide): Promise<Metric[]> {
  const channel = await BenchChannel.open('echo');
  const socket = createConnection({ host: '127.0.0.1', port: side.places.ports.echo, noDelay: true });
  await once(socket, 'data');
  const key = Buffer.from('k');
  const press = async (write: () => void, echo: () => Promise<unknown>) => {
    await delay(KEY_GAP_MS);
    const start = performance.now();
    const echoed = echo();
    write();
    await echoed;
    return performance.now() - start;
  };
  const { ours, straight } = await inTurns(KEYS, {
    ours: () =>
      press(
        () => channel.push(key),
        () => channel.received(),
      ),
    straight: () =>
      press(
        () => socket.write(key),
        () => once(socket, 'data'),
      ),
  });
  socket.destroy();
  await channel.end();
  return [
    beside('key-latency-ms', median(ours) - median(straight), 'ms added', median(straight)),
    beside('key-echo', median(ours), 'ms', median(straight)),
  ];
}

/** The codec alone: a frame of 1 KiB written and read again, beside the two digests that it cannot do without. */
function codec(): Metric[] {
  const payload = block.subarray(0, SMALL_PAYLOAD_BYTES);
  const frame = {
    messageType: 'input_stream_data',
    schemaVersion: 1,
    createdDate: Date.now(),
    sequenceNumber: 1,
    flags: 0,
    payloadType: 1,
    payload,
  };
  const encoded = encodeFrame({ ...frame, messageId: newMessageId() });
  const perSecond = (work: () => unknown) => {
    const count = 50_000;
    const runs = Array.from({ length: ROUNDS }, () => {
      const start = performance.now();
      for (let i = 0; i < count; i++) work();
      return count / ((performance.now() - start) / 1_000);
    });
    return median(runs);
  };
  const digest = () => hash('sha256', payload, 'buffer');
  const encode = () => encodeFrame({ ...frame, messageId: newMessageId() });
  const decode = () => decodeFrame(encoded);
  return [
    beside(
      'codec-frames-per-s',
      perSecond(() => decodeFrame(encode())),
      'frames/s',
      perSecond(() => [digest(), digest()]),
    ),
    beside('codec-encode', perSecond(encode), 'frames/s', perSecond(digest)),
    beside('codec-decode', perSecond(decode), 'frames/s', perSecond(digest)),
  ];
}
