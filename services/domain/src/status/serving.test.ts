import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { zoneOf } from '../calendar/zone.js';
import type { Leg } from '../visit/leg.js';
import { daysOfService, servingTimes, withoutService, withService } from './serving.js';
import { factsOfTimeline, type KeyedTimelineFact, keyedTimelineFact, timelineText } from './timeline.js';

const NAIROBI = zoneOf('Africa/Nairobi');
const at = (minutes: number): number => Date.UTC(2026, 9, 21, 6) + minutes * 60_000;
const served = (from: number, until: number, staff = 'S1'): KeyedTimelineFact =>
  keyedTimelineFact({ kind: 'served', at: at(from), until: at(until), ...(staff ? { staff } : {}) });
const sorted = (...services: KeyedTimelineFact[]): readonly KeyedTimelineFact[] =>
  services.reduce(withService, [] as readonly KeyedTimelineFact[]);
const minutesOf = (services: readonly KeyedTimelineFact[], staff?: string): number =>
  servingTimes(NAIROBI, services)
    .filter((time) => staff === undefined || time.staff === staff)
    .reduce((sum, { ms }) => sum + ms / 60_000, 0);

test('two services at one desk at once are served once', () => {
  const both = sorted(served(30, 90), served(0, 60));
  expect(servingTimes(NAIROBI, both)).toEqual([
    { hour: at(0), staff: 'S1', name: 'serving_ms', ms: 3_600_000 },
    { hour: at(60), staff: 'S1', name: 'serving_ms', ms: 1_800_000 },
  ]);
});

test('while two officers serve at one desk, the time is that of the first', () => {
  const both = sorted(served(0, 60, 'S1'), served(30, 90, 'S2'));
  expect([minutesOf(both, 'S1'), minutesOf(both, 'S2')]).toEqual([60, 30]);
});

test('a service over midnight has a part in each day', () => {
  const leg = { desk: 'D1', staff: undefined, startedAt: at(14 * 60), endedAt: at(16 * 60) } as Leg;
  expect(daysOfService(NAIROBI, leg).map(({ day, fact }) => [day, fact.at, fact.until])).toEqual([
    [at(-9 * 60), at(14 * 60), at(15 * 60)],
    [at(15 * 60), at(15 * 60), at(16 * 60)],
  ]);
  expect(daysOfService(NAIROBI, { ...leg, endedAt: undefined })).toEqual([]);
  // The day on which the clock is put back has 25 hours.
  const detroit = zoneOf('America/Detroit');
  const long = { ...leg, startedAt: Date.UTC(2024, 10, 3, 4), endedAt: Date.UTC(2024, 10, 4, 6) };
  expect(daysOfService(detroit, long).map(({ fact }) => (fact.until ?? 0) - fact.at)).toEqual([
    25 * 3_600_000,
    3_600_000,
  ]);
});

describe('services of a desk', () => {
  const some = fc.array(fc.record({ from: fc.nat(120), lasts: fc.nat(90), staff: fc.constantFrom('S1', 'S2', '') }), {
    maxLength: 8,
  });
  const factsOf = (list: readonly { from: number; lasts: number; staff: string }[]): KeyedTimelineFact[] =>
    list.map(({ from, lasts, staff }) => served(from, from + lasts, staff));

  test('add up to the minutes in which at least one was given, in any order', () => {
    fc.assert(
      fc.property(some, (list) => {
        const minutes = new Set(list.flatMap(({ from, lasts }) => Array.from({ length: lasts }, (_, n) => from + n)));
        const services = factsOf(list);
        expect(minutesOf(sorted(...services))).toBe(minutes.size);
        expect(sorted(...services.toReversed())).toEqual(sorted(...services));
      }),
    );
  });

  test('are what they were when one is added and taken back, also where two are equal', () => {
    fc.assert(
      fc.property(some, fc.nat(7), (list, index) => {
        const services = sorted(...factsOf(list));
        const one = services[index % Math.max(1, services.length)] ?? served(1, 2);
        expect(withoutService(withService(services, one), one)).toEqual(services);
        expect(factsOfTimeline(timelineText(services))).toEqual(services);
      }),
    );
  });
});
