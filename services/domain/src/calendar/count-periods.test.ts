import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countPeriods } from './count-periods.js';
import { periodOf, periodsBetween, readLocal, TIME_GROUPS } from './period.js';

const ZONES = ['Africa/Nairobi', 'Europe/Berlin', 'Asia/Kolkata', 'America/St_Johns', 'Asia/Almaty'];
const QUARTER_MS = 900_000;
const at = (text: string, zone: string): number => readLocal(text, zone)?.at ?? Number.NaN;

test.each([
  [['quarter_hour'], '2025-01-01', '2026-01-01', 35_040],
  [['hour'], '2025-01-01', '2026-01-01', 8_760],
  [['day'], '2025-01-01', '2026-01-01', 365],
  [['week'], '2025-01-01', '2026-01-01', 53],
  [['month'], '2025-01-01', '2026-01-01', 12],
  [['year'], '2025-01-01', '2026-01-01', 1],
  [['month', 'hour_of_day'], '2025-01-01', '2026-01-01', 288],
  [['day_of_week', 'hour_of_day'], '2025-01-01', '2026-01-01', 168],
  [[], '2025-01-01', '2026-01-01', 1],
] as const)('%j from %s to %s are %4$d periods', (groups, from, to, periods) => {
  const zone = 'Africa/Nairobi';
  expect(countPeriods(groups, at(from, zone), at(to, zone), zone)).toBe(periods);
});

test('periods have the names of the moments in them', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...TIME_GROUPS),
      fc.constantFrom(...ZONES),
      fc.integer({ min: 0, max: 4 * 35_040 }),
      (group, zone, start) => {
        const from = Date.UTC(2023, 11, 28) + start * QUARTER_MS;
        const to = from + 2 * 96 * QUARTER_MS;
        const moments = Array.from({ length: 2 * 96 }, (_, quarter) => from + quarter * QUARTER_MS);
        const names = new Set(moments.map((moment) => periodOf(group, moment, zone)));
        // Days begin where the time begins: the last one may be touched in part only.
        const found = [...periodsBetween([group], from, to, zone)].map(([name]) => name);
        expect([...names]).toEqual(expect.arrayContaining(found));
        expect(found.length).toBeGreaterThanOrEqual(names.size - 1);
      },
    ),
    { numRuns: 200 },
  );
});

test('the number is never below that of the periods, and close to it', () => {
  fc.assert(
    fc.property(
      fc.subarray([...TIME_GROUPS], { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...ZONES),
      fc.integer({ min: 0, max: 4 * 35_040 }),
      fc.integer({ min: 1, max: 12 * 96 }),
      (groups, zone, start, length) => {
        const from = Date.UTC(2023, 11, 28) + start * QUARTER_MS;
        const to = from + length * QUARTER_MS;
        const periods = [...periodsBetween(groups, from, to, zone)].length;
        const counted = countPeriods(groups, from, to, zone);
        expect(counted).toBeGreaterThanOrEqual(periods);
        const isCycle = groups.includes('hour_of_day') || groups.includes('day_of_week');
        // An hour of quarter hours at each of two changes of the clock.
        if (!isCycle) expect(counted).toBeLessThanOrEqual(periods + 8);
      },
    ),
    { numRuns: 300 },
  );
});
