import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeOf, type PeriodFigure } from './change.js';

const share = (n: number, d: number): PeriodFigure => ({ value: n / d, n, d, days: [] });
const mean = (...days: (number | null)[]): PeriodFigure => {
  const known = days.filter((day) => day !== null);
  return { value: known.reduce((sum, day) => sum + day, 0) / known.length, n: null, d: null, days };
};

test('the interval of two shares is that of Newcombe 1998, method 10', () => {
  const { difference, margin } = changeOf(share(56, 70), share(48, 80), 'share', 'higher_is_better');
  expect(difference).toBeCloseTo(0.2, 10);
  // 0.0524 to 0.3339
  expect(margin).toBeCloseTo((0.3339 - 0.0524) / 2, 4);
});

test.each([
  ['a clear rise of a good share', share(900, 1000), share(800, 1000), 'share', 'higher_is_better', 'better'],
  ['the same rise of a bad one', share(900, 1000), share(800, 1000), 'share', 'lower_is_better', 'worse'],
  ['the same rise of a few customers', share(9, 10), share(8, 10), 'share', 'higher_is_better', 'unclear'],
  ['a wait that fell on every day', mean(60, 62, 58, 61), mean(90, 91, 88, 92), 'seconds', 'lower_is_better', 'better'],
  [
    'a wait that varies more than it fell',
    mean(60, 120, 30),
    mean(90, 20, 150),
    'seconds',
    'lower_is_better',
    'unclear',
  ],
  ['a volume', mean(60, 61, 62), mean(10, 11, 12), 'count', 'neutral', 'other'],
  ['too few days', mean(60, null, 62), mean(90, 91, 92), 'seconds', 'lower_is_better', 'unknown'],
  ['a period without data', share(1, 2), { value: null, n: null, d: 0, days: [] }, 'share', 'neutral', 'unknown'],
] as const)('changeOf judges %s', (_, now, before, unit, direction, kind) => {
  expect(changeOf(now, before, unit, direction).kind).toBe(kind);
});

test('property: two periods from the same days are rarely called better or worse', () => {
  let clear = 0;
  const day = fc.double({ min: 0, max: 1, noNaN: true });
  const week = fc.array(day, { minLength: 7, maxLength: 7 });
  fc.assert(
    fc.property(week, week, (one, other) => {
      const { kind } = changeOf(mean(...one), mean(...other), 'seconds', 'lower_is_better');
      if (kind === 'better' || kind === 'worse') clear += 1;
    }),
    { numRuns: 1000, seed: 5, endOnFailure: true },
  );
  expect(clear).toBeLessThan(150);
});

test('property: exchanging the two periods turns the sign and keeps the margin', () => {
  const parts = fc.tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 500 }));
  fc.assert(
    fc.property(parts, parts, ([n1, more1], [n2, more2]) => {
      const [one, other] = [share(n1, n1 + more1), share(n2, n2 + more2)];
      const forth = changeOf(one, other, 'share', 'higher_is_better');
      const back = changeOf(other, one, 'share', 'higher_is_better');
      expect(back.difference).toBeCloseTo(-(forth.difference ?? 0), 12);
      expect(back.margin).toBeCloseTo(forth.margin ?? 0, 12);
    }),
  );
});
