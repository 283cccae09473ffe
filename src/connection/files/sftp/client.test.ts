import { Duplex } from 'node:stream';
import { expect, it } from 'vitest';
import { SftpClient } from './client.js';
import { encodePacket, Packet } from './codec.js';

/** A stream that keeps each write apart, as an SSH channel makes a packet of each. */
class Recorded extends Duplex {
  public readonly writes: Buffer[] = [];

  public override _read(): void {
    // What the server says is pushed.
  }

  public override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    this.writes.push(chunk);
    callback();
  }
}

async function started(): Promise<{ stream: Recorded; client: SftpClient }> {
  const stream = new Recorded();
  const starting = SftpClient.start(stream);
  for (const bytes of encodePacket(Packet.Version, [{ u32: 3 }])) stream.push(bytes);
  const client = await starting;
  stream.writes.length = 0;
  return { stream, client };
}

const path = (name: string) => ({ string: Buffer.from(name) });
const rename = (client: SftpClient, from: string, to: string) =>
  client.request(Packet.Rename, [path(from), path(to)], Packet.Status);

it('writes short requests of one turn together, as the server would get them one by one', async () => {
  const { stream, client } = await started();
  void rename(client, 'a', 'b');
  await Promise.resolve();
  void rename(client, 'c', 'd');
  expect(stream.writes).toEqual([]);
  await new Promise(setImmediate);
  expect(stream.writes).toHaveLength(1);
  const names = [path('a'), path('b'), path('c'), path('d')];
  expect(stream.writes[0]).toEqual(
    Buffer.concat([
      ...encodePacket(Packet.Rename, [{ u32: 0 }, ...names.slice(0, 2)]),
      ...encodePacket(Packet.Rename, [{ u32: 1 }, ...names.slice(2)]),
    ]),
  );
});

it('keeps the order of long data and short requests, and copies no long data', async () => {
  const { stream, client } = await started();
  const long = Buffer.alloc(64 * 1024, 1);
  const write = [path('handle'), { u64: 0 }, { string: long }];
  void client.request(Packet.Write, write, Packet.Status);
  void rename(client, 'a', 'b');
  await new Promise(setImmediate);
  expect(stream.writes).toHaveLength(3);
  expect(stream.writes[1]?.buffer).toBe(long.buffer);
  const inOrder = Buffer.concat([
    ...encodePacket(Packet.Write, [{ u32: 0 }, ...write]),
    ...encodePacket(Packet.Rename, [{ u32: 1 }, path('a'), path('b')]),
  ]);
  expect(Buffer.concat(stream.writes).equals(inOrder)).toBe(true);
});

it('sends what was asked for right before it is closed', async () => {
  const { stream, client } = await started();
  const asked = rename(client, 'a', 'b');
  client.close();
  await expect(asked).rejects.toThrow('closed');
  expect(stream.writes).toHaveLength(1);
});
