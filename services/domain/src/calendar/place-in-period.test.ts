import { expect, test } from 'vitest';
import type { TimeGroup } from './period.js';
import { placeInPeriod } from './place-in-period.js';

test.each<[TimeGroup, string, string, string]>([
  ['year', '2026', '2025-01-01T00:00:00', '1'],
  ['month', '2027-01', '2026-11-01T00:00:00', '2'],
  ['week', '2026-W01', '2026-01-01T00:00:00', '0'],
  ['week', '2026-W53', '2026-01-01T00:00:00', '52'],
  ['week', '2027-W01', '2026-12-28T00:00:00', '1'],
  ['day', '2028-03-01', '2028-02-01T00:00:00', '29'],
  ['hour', '2026-11-02T09', '2026-11-01T12:00:00', '1T09'],
  ['quarter_hour', '2026-11-01T09:45', '2026-11-01T09:00:00', '0T09:45'],
  ['hour_of_day', '09', '2026-11-01T00:00:00', '09'],
  ['day_of_week', '7', '2026-11-01T00:00:00', '7'],
])('%s %s of a period from %s is %s', (group, name, from, place) => {
  expect(placeInPeriod(group, name, from)).toBe(place);
});
