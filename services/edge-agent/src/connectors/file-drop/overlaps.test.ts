import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Overlaps } from './overlaps.js';

const HOUR = 3_600_000;
const moment = fc.integer({ min: 0, max: 60 }).map((quarters) => (quarters * HOUR) / 4);

test('an interval meets exactly the earlier ones of its owner that share a moment with it', () => {
  let met = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('anna', 'ben'), moment, moment), { maxLength: 20 }), (list) => {
      const overlaps = new Overlaps();
      list.forEach(([owner, from, to], index) => {
        const expected =
          from < to &&
          list.slice(0, index).some(([other, since, until]) => {
            return other === owner && since < until && since < to && from < until;
          });
        met += expected ? 1 : 0;
        expect(overlaps.add(owner, from, to)).toBe(expected);
      });
    }),
  );
  expect(met).toBeGreaterThan(10);
});
