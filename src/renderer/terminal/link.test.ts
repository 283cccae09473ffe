import { describe, expect, it, vi } from 'vitest';
import { TerminalLink, type Port } from './link.js';

const KIB = 1024;

/** A terminal that parses only when told to. */
function setUp() {
  const sent: unknown[] = [];
  const port: Port = { onmessage: null, postMessage: (message) => sent.push(message), close: vi.fn() };
  const parsing: (() => void)[] = [];
  const written: Uint8Array[] = [];
  const output = {
    write: (bytes: Uint8Array, parsed: () => void) => {
      written.push(bytes);
      parsing.push(parsed);
    },
  };
  const receive = vi.fn();
  const link = new TerminalLink(port, output, receive);
  return {
    link,
    port,
    sent,
    receive,
    written,
    deliver: (data: unknown) => port.onmessage?.({ data } as MessageEvent),
    parseOne: () => parsing.shift()?.(),
    acknowledged: () => sent.reduce<number>((sum, message) => sum + (message as { bytes: number }).bytes, 0),
  };
}

describe('TerminalLink', () => {
  it('acknowledges nothing before the terminal has parsed it', () => {
    const { deliver, sent } = setUp();
    deliver(new Uint8Array(64 * KIB));
    expect(sent).toEqual([]);
  });

  it('acknowledges a small output at once when nothing is left to parse', () => {
    const { deliver, parseOne, sent } = setUp();
    deliver(new Uint8Array(10));
    parseOne();
    expect(sent).toEqual([{ type: 'ack', bytes: 10 }]);
  });

  it('acknowledges a flood in batches of 16 KiB, and all of it in the end', () => {
    const { deliver, parseOne, sent, acknowledged } = setUp();
    for (let i = 0; i < 100; i++) deliver(new Uint8Array(KIB));
    for (let i = 0; i < 15; i++) parseOne();
    expect(sent).toEqual([]);
    parseOne();
    expect(sent).toEqual([{ type: 'ack', bytes: 16 * KIB }]);
    for (let i = 16; i < 100; i++) parseOne();
    expect(sent).toHaveLength(7);
    expect(acknowledged()).toBe(100 * KIB);
  });

  it('hands a large output over in pieces, between which the window can do other things', () => {
    const { deliver, written, parseOne, acknowledged } = setUp();
    const output = Uint8Array.from({ length: 100 * KIB + 3 }, (_, index) => index % 251);
    deliver(output);
    expect(Math.max(...written.map(({ byteLength }) => byteLength))).toBe(8 * KIB);
    expect(Buffer.concat(written)).toEqual(Buffer.from(output));
    written.forEach(parseOne);
    expect(acknowledged()).toBe(output.byteLength);
  });

  it('passes messages of the contract on, and drops others', () => {
    const { deliver, receive } = setUp();
    deliver({ type: 'stats', rttMs: 3, bytesUp: 1, bytesDown: 2 });
    deliver({ type: 'stats', rttMs: 'soon' });
    deliver({ type: 'ack', bytes: 1 });
    deliver('closed');
    deliver(null);
    expect(receive).toHaveBeenCalledOnce();
  });

  it('sends input as bytes and sizes as messages', () => {
    const { link, sent } = setUp();
    link.input(new TextEncoder().encode('é'));
    link.resize(120, 40);
    expect(sent).toEqual([new Uint8Array([0xc3, 0xa9]), { type: 'resize', cols: 120, rows: 40 }]);
  });

  it('hears nothing more once closed', () => {
    const { link, port } = setUp();
    link.close();
    expect(port.onmessage).toBeNull();
    expect(port.close).toHaveBeenCalledOnce();
  });
});
