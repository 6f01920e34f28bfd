import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { binOfMark, markOf, measureOf } from '#domain/kpi/histogram.js';
import { BinDeltas } from './bin-deltas.js';

const addition = fc.record({
  centre: fc.nat(2),
  service: fc.nat(2),
  quarter: fc.constantFrom(1_700_000_100, 1_700_001_000),
  bins: fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom(0, 1, 80, 257)), { maxLength: 3 }),
  sign: fc.constantFrom(1, -1),
});

test('holds the same numbers as a map under keys of text, in as few marks as there can be', () => {
  fc.assert(
    fc.property(fc.array(addition, { maxLength: 60 }), (additions) => {
      const deltas = new BinDeltas();
      const expected = new Map<string, number>();
      for (const { centre, service, quarter, bins, sign } of additions) {
        deltas.add(centre, service, quarter, bins.flat(), sign);
        for (const [measure, bin] of bins) {
          const key = [centre, service, measure, quarter * 1000, bin].join();
          expected.set(key, (expected.get(key) ?? 0) + sign);
        }
      }
      const found = [...deltas.changed()].filter(({ sums }) => sums[0] !== 0);
      expect(new Map(found.map(({ key, sums }) => [key.join(), sums[0]]))).toEqual(
        new Map([...expected].filter(([, n]) => n !== 0)),
      );
      const marks = [...deltas.rows.changed()].reduce((sum, row) => sum + deltas.marksOf(row).length, 0);
      expect(marks).toBe([...expected.values()].reduce((sum, n) => sum + Math.abs(n), 0));
    }),
  );
});

test('keeps every mark while it grows', () => {
  const deltas = new BinDeltas();
  for (let n = 0; n < 5_000; n += 1) deltas.add(1, n % 7, 0, [1 + (n % 4), n % 258], 1);
  const marks = [...deltas.rows.changed()].flatMap((row) => deltas.marksOf(row));
  expect(marks.toSorted((left, right) => left - right)).toEqual(
    Array.from({ length: 5_000 }, (_, n) => markOf(1 + (n % 4), n % 258)).sort((left, right) => left - right),
  );
});

test('a mark tells its measure and bin, and fits into a smallint', () => {
  for (const measure of [1, 2, 3, 4])
    for (let bin = 0; bin < 258; bin += 1) {
      const mark = markOf(measure, bin);
      expect([measureOf(mark), binOfMark(mark)]).toEqual([measure, bin]);
      expect(mark).toBeLessThan(2 ** 15);
    }
});
