import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isoMoment, localMs } from './cell-text.js';

test('a moment is the same one again, by the clock of any zone', () => {
  const zones = fc.constantFrom('Africa/Nairobi', 'Asia/Kolkata', 'Asia/Almaty', 'America/New_York', 'UTC');
  const moments = fc.integer({ min: 0, max: 4_000_000_000_000 });
  fc.assert(
    fc.property(moments, zones, (at, zone) => {
      expect(Date.parse(isoMoment(at, zone))).toBe(at);
    }),
  );
  expect(isoMoment(Date.UTC(2026, 10, 29, 21, 30), 'Africa/Nairobi')).toBe('2026-11-30T00:30:00+03:00');
  // Kazakhstan has had one zone since March 2024.
  expect(isoMoment(Date.UTC(2024, 1, 29, 20), 'Asia/Almaty')).toBe('2024-03-01T01:00:00+05:00');
  expect(isoMoment(Date.UTC(2024, 1, 28, 20), 'Asia/Almaty')).toBe('2024-02-29T02:00:00+06:00');
});

test('a local time is read as a spreadsheet counts it; what is none is not guessed', () => {
  expect(localMs('2026-11-30T09')).toBe(Date.UTC(2026, 10, 30, 9));
  expect(localMs('2026-11-30T09:15')).toBe(Date.UTC(2026, 10, 30, 9, 15));
  expect(localMs('unknown')).toBeUndefined();
});
