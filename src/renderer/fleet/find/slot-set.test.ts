import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SlotSet } from './slot-set.js';

const END = 3000;
const slots = fc.uniqueArray(fc.nat(END - 1), { maxLength: 40 });

function setOf(all: readonly number[]): SlotSet {
  const made = new SlotSet();
  for (const slot of all) made.add(slot);
  return made;
}
const listOf = (set: SlotSet): number[] =>
  Array.from({ length: END + 100 }, (_, slot) => slot).filter((slot) => set.has(slot));
const inOrder = (all: readonly number[]): number[] => [...all].sort((a, b) => a - b);

it('holds what a set of numbers holds', () => {
  fc.assert(
    fc.property(slots, slots, slots, (some, gone, more) => {
      const set = setOf(some);
      for (const slot of gone) set.delete(slot);
      const left = some.filter((slot) => !gone.includes(slot));
      expect(listOf(set)).toEqual(inOrder(left));
      expect(set.isEmpty).toBe(left.length === 0);
      const seen: number[] = [];
      set.some((slot) => seen.push(slot) > left.length / 2);
      expect(seen).toEqual(inOrder(left).slice(0, Math.floor(left.length / 2) + 1));

      const united = set.copy();
      united.unite(setOf(more));
      expect(listOf(united)).toEqual(inOrder([...new Set([...left, ...more])]));

      const shared = set.copy();
      shared.intersect(setOf(more));
      expect(listOf(shared)).toEqual(inOrder(left.filter((slot) => more.includes(slot))));

      expect(listOf(set.others(END))).toEqual(
        Array.from({ length: END }, (_, slot) => slot).filter((slot) => !left.includes(slot)),
      );
      expect(listOf(set)).toEqual(inOrder(left));
    }),
    { numRuns: 50 },
  );
});
