import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { seededRandom } from '../random.js';
import { Leg, type LegFaults } from './leg.js';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

function legWith(options: { delayMs?: number; faults?: LegFaults; seed?: number }) {
  const delivered: string[] = [];
  const leg = new Leg({
    delayMs: () => options.delayMs ?? 0,
    faults: () => options.faults,
    random: seededRandom(options.seed ?? 1),
    deliver: (bytes) => delivered.push(bytes.toString()),
  });
  const push = (count: number) => {
    for (let index = 0; index < count; index++) leg.push(Buffer.from(String(index)));
  };
  return { leg, delivered, push };
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index));

describe('Leg', () => {
  it('is a plain call without delay and faults', () => {
    const { delivered, push } = legWith({});
    push(3);
    expect(delivered).toEqual(['0', '1', '2']);
  });

  it('delays and keeps the order', () => {
    const { leg, delivered, push } = legWith({ delayMs: 40 });
    push(3);
    vi.advanceTimersByTime(39);
    expect(delivered).toEqual([]);
    expect(leg.queuedBytes).toBe(3);
    vi.advanceTimersByTime(2);
    expect(delivered).toEqual(['0', '1', '2']);
    expect(leg.queuedBytes).toBe(0);
  });

  it('loses and doubles about as many as asked, the same ones for the same seed', () => {
    const run = (seed: number) => {
      const { delivered, push } = legWith({ faults: { drop: 0.1, duplicate: 0.1 }, seed });
      push(1000);
      return delivered;
    };
    const first = run(5);
    const distinct = new Set(first);
    expect(1000 - distinct.size).toBeGreaterThan(60);
    expect(1000 - distinct.size).toBeLessThan(140);
    expect(first.length - distinct.size).toBeGreaterThan(50);
    expect(run(5)).toEqual(first);
    expect(run(6)).not.toEqual(first);
  });

  it('reorders, and loses nothing by it', () => {
    const { delivered, push } = legWith({ faults: { reorder: 0.2 } });
    push(100);
    vi.advanceTimersByTime(100);
    expect(delivered).not.toEqual(numbers(100));
    expect(delivered.sort((a, b) => Number(a) - Number(b))).toEqual(numbers(100));
  });

  it('holds up all that follows a late frame', () => {
    const { delivered, push } = legWith({ faults: { delay: { probability: 0.1, ms: 50 } } });
    push(100);
    expect(delivered.length).toBeLessThan(100);
    vi.advanceTimersByTime(60);
    expect(delivered).toEqual(numbers(100));
  });

  it('turns a bit of a payload over in a copy', () => {
    const frame = Buffer.alloc(125, 7);
    const delivered: Buffer[] = [];
    const leg = new Leg({
      delayMs: () => 0,
      faults: () => ({ corrupt: 1 }),
      random: seededRandom(1),
      deliver: (bytes) => delivered.push(bytes),
    });
    leg.push(frame);
    expect(delivered[0]![124]).toBe(6);
    expect(frame[124]).toBe(7);
  });

  it('forgets all that is under way', () => {
    const { leg, delivered, push } = legWith({ delayMs: 10, faults: { reorder: 0.5 } });
    push(10);
    leg.clear();
    vi.advanceTimersByTime(100);
    expect(delivered).toEqual([]);
    expect(leg.queuedBytes).toBe(0);
  });
});
