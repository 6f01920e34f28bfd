import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolvePeriod } from '#domain/calendar/named-period.js';
import { PERIOD_NAMES } from '#domain/calendar/period-names.js';
import {
  PERIOD_NAMES as SCREEN_NAMES,
  resolvePeriod as screenPeriod,
} from '../../dashboard/src/pages/analyse/named-period.js';

/** The screen sees only the API's types, so it has its own calendar: it must be the API's. */
test('a period by name is of the same days on the screen and in the API, on any day', () => {
  expect([...SCREEN_NAMES].sort()).toEqual([...PERIOD_NAMES].sort());
  const days = fc.integer({ min: 0, max: 40_000 }).map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));
  fc.assert(
    fc.property(fc.constantFrom(...PERIOD_NAMES), days, (name, today) => {
      const { from, to } = resolvePeriod(name, Date.parse(`${today}T12:00:00Z`), 'UTC');
      expect(screenPeriod(name, today)).toEqual({ from: from.slice(0, 10), to: to.slice(0, 10) });
    }),
  );
});
