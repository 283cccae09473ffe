import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One figure and what it stands beside, measured in the same run. */
export interface Metric {
  readonly id: string;
  /** A median. */
  readonly value: number;
  readonly unit: string;
  /** The reference's median in the same unit; null where there is none. */
  readonly reference: number | null;
  /** value / reference. */
  readonly ratio: number | null;
}

/** A metric beside its reference. */
export function beside(id: string, value: number, unit: string, reference: number): Metric {
  return { id, value, unit, reference, ratio: value / reference };
}

/** A metric that stands alone. */
export function alone(id: string, value: number, unit: string): Metric {
  return { id, value, unit, reference: null, ratio: null };
}

/** Where results are kept. */
export const RESULTS = join(import.meta.dirname, 'results');

/** Prints a bench's table and writes NAME.json into a folder, if there is one. */
export function report(name: string, metrics: readonly Metric[], folder: string | null): void {
  const round = (value: number | null) => (value === null ? '' : Number(value.toPrecision(3)));
  console.log(`\n${name}, Node ${process.version}, medians`);
  console.table(
    Object.fromEntries(
      metrics.map(({ id, value, unit, reference, ratio }) => [
        id,
        { value: round(value), unit, reference: round(reference), ratio: round(ratio) },
      ]),
    ),
  );
  // JSON has no NaN: it would be written as null, and nobody would see that the bench is broken.
  const broken = metrics.find(({ value, ratio }) => !Number.isFinite(value) || Number.isNaN(ratio ?? 0));
  if (broken) throw new Error(`${broken.id} was not measured`);
  if (folder === null) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, `${name}.json`),
    `${JSON.stringify({ name, node: process.version, metrics }, null, 2)}\n`,
  );
}
