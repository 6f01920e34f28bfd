import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DeltaTable } from './delta-table.js';

const largest = 2 ** 32 - 1;
const part = fc.oneof(fc.nat(3), fc.constantFrom(largest, largest - 900), fc.nat(largest));
const key = fc.tuple(part, part, part, part, part);

test('holds the same sums as a map under keys of text, in order of the keys', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.nat(1), fc.integer()), { maxLength: 40 }), (additions) => {
      const table = new DeltaTable(5, 2);
      const expected = new Map<string, number[]>();
      for (const [[a, b, c, d, e], place, amount] of additions) {
        table.add(table.row(a, b, c, d, e), place, amount);
        const sums = expected.get([a, b, c, d, e].join()) ?? [0, 0];
        sums[place] = (sums[place] ?? 0) + amount;
        expected.set([a, b, c, d, e].join(), sums);
      }
      const changed = [...table.changed()].map((row) => ({
        key: [0, 1, 2, 3, 4].map((column) => table.key(row, column)),
        sums: [table.sum(row, 0), table.sum(row, 1)],
      }));
      const wanted = [...expected]
        .map(([text, sums]) => ({ key: text.split(',').map(Number), sums }))
        .filter(({ sums }) => sums.some((sum) => sum !== 0))
        .sort((left, right) => {
          const column = left.key.findIndex((value, index) => value !== right.key[index]);
          return (left.key[column] ?? 0) - (right.key[column] ?? 0);
        });
      expect(changed).toEqual(wanted);
    }),
  );
});

test('keeps every row while it grows', () => {
  const table = new DeltaTable(2, 1);
  for (let round = 0; round < 2; round += 1)
    for (let n = 0; n < 20_000; n += 1) table.add(table.row(n % 50, 1_700_000_000 + n), 0, n + 1);
  const rows = table.changed();
  expect(rows).toHaveLength(20_000);
  expect([...rows].every((row) => table.sum(row, 0) === 2 * (table.key(row, 1) - 1_700_000_000 + 1))).toBe(true);
});

test('a sum that comes back to 0 changes nothing', () => {
  const table = new DeltaTable(2, 1);
  table.add(table.row(1, 2), 0, 5);
  table.add(table.row(1, 2), 0, -5);
  expect(table.changed()).toHaveLength(0);
});
