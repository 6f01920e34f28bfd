import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import {
  CADENCES,
  dueAt,
  dueBetween,
  nextDue,
  periodAfter,
  periodBefore,
  periodOfDay,
  type Schedule,
  wallMoment,
} from './schedule.js';

const ZONES = [
  'Africa/Nairobi',
  'Asia/Almaty',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'America/Sao_Paulo',
];
const schedules: fc.Arbitrary<Schedule> = fc.record({
  cadence: fc.constantFrom(...CADENCES),
  wallTime: fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':')),
  zone: fc.constantFrom(...ZONES),
});
const moments = fc.integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2036, 0, 1) });
const iso = (at: number): string => new Date(at).toISOString();
const clock = (at: number, zone: string): string => DateTime.fromMillis(at, { zone }).toFormat('yyyy-MM-dd HH:mm');

describe('periods', () => {
  test.each([
    ['daily', '2026-11-30', '2026-11-30', '2026-11-30', '2026-12-01'],
    ['weekly', '2026-11-29', '2026-W48', '2026-11-23', '2026-11-30'],
    ['weekly', '2027-01-02', '2026-W53', '2026-12-28', '2027-01-04'],
    ['monthly', '2024-02-29', '2024-02', '2024-02-01', '2024-03-01'],
    ['quarterly', '2026-11-30', '2026-Q4', '2026-10-01', '2027-01-01'],
    ['yearly', '2026-11-30', '2026', '2026-01-01', '2027-01-01'],
  ] as const)('%s: the day %s is in %s', (cadence, day, name, from, to) => {
    expect(periodOfDay(cadence, day)).toEqual({ name, from, to });
  });

  test('property: periods follow one another without gap or overlap', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CADENCES), moments, (cadence, at) => {
        const period = periodOfDay(cadence, iso(at).slice(0, 10));
        expect(periodAfter(cadence, period).from).toBe(period.to);
        expect(periodBefore(cadence, period).to).toBe(period.from);
        expect(periodAfter(cadence, periodBefore(cadence, period))).toEqual(period);
      }),
    );
  });
});

describe('E11: wall clock and zone', () => {
  test('the same wall time is another moment in summer', () => {
    expect(iso(wallMoment('2026-01-15', '07:30', 'Europe/Berlin'))).toBe('2026-01-15T06:30:00.000Z');
    expect(iso(wallMoment('2026-07-15', '07:30', 'Europe/Berlin'))).toBe('2026-07-15T05:30:00.000Z');
  });

  test('02:30 in the gap of summer time is the next time that the clock shows', () => {
    expect(iso(wallMoment('2026-03-29', '02:30', 'Europe/Berlin'))).toBe('2026-03-29T01:00:00.000Z');
    expect(clock(wallMoment('2026-03-29', '02:30', 'Europe/Berlin'), 'Europe/Berlin')).toBe('2026-03-29 03:00');
  });

  test('02:30 in the hour that comes twice is due once, the first time', () => {
    const daily: Schedule = { cadence: 'daily', wallTime: '02:30', zone: 'Europe/Berlin' };
    expect(iso(wallMoment('2026-10-25', '02:30', 'Europe/Berlin'))).toBe('2026-10-25T00:30:00.000Z');
    const from = Date.UTC(2026, 9, 24, 22);
    const { newest, missed } = dueBetween(daily, from, from + 6 * 3_600_000, 10);
    expect([newest?.period.name, missed]).toEqual(['2026-10-24', []]);
  });

  test('Kazakhstan changed its zone on 1 March 2024: the same wall time is an hour later in UTC', () => {
    const zone = 'Asia/Almaty';
    expect(iso(wallMoment('2024-02-29', '08:00', zone))).toBe('2024-02-29T02:00:00.000Z');
    expect(iso(wallMoment('2024-03-01', '08:00', zone))).toBe('2024-03-01T03:00:00.000Z');
    // On 29 February the clock showed 23:00 to 24:00 twice.
    expect(iso(wallMoment('2024-02-29', '23:30', zone))).toBe('2024-02-29T17:30:00.000Z');
    const daily: Schedule = { cadence: 'daily', wallTime: '23:30', zone };
    const { newest, missed } = dueBetween(daily, Date.UTC(2024, 1, 28, 18), Date.UTC(2024, 2, 1, 18, 30), 10);
    expect([newest, ...missed].map((due) => due?.period.name)).toEqual(['2024-02-29', '2024-02-28']);
  });

  test('a day that the calendar of a zone skipped is due at the first moment after it', () => {
    expect(clock(wallMoment('2011-12-30', '09:00', 'Pacific/Apia'), 'Pacific/Apia')).toBe('2011-12-31 00:00');
  });

  test('property: the clock of the zone shows the wall time, or the first time after a gap', () => {
    fc.assert(
      fc.property(schedules, moments, ({ wallTime, zone }, at) => {
        const date = iso(at).slice(0, 10);
        const due = wallMoment(date, wallTime, zone);
        const shown = clock(due, zone);
        if (shown === `${date} ${wallTime}`) return;
        expect(shown > `${date} ${wallTime}`).toBe(true);
        expect(clock(due - 60_000, zone) < `${date} ${wallTime}`).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('what is due', () => {
  test('property: a later period is never due before an earlier one, and nextDue is the first after the moment', () => {
    fc.assert(
      fc.property(schedules, moments, (schedule, at) => {
        const next = nextDue(schedule, at);
        expect(next.dueAt).toBeGreaterThan(at);
        const before = periodBefore(schedule.cadence, next.period);
        expect(dueAt(schedule, before)).toBeLessThanOrEqual(at);
      }),
    );
  });

  test('property: however a span is divided, each period is due once', () => {
    const spans = fc.array(fc.integer({ min: 0, max: 40 * 86_400_000 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(schedules, moments, spans, (schedule, start, steps) => {
        const found: string[] = [];
        let at = start;
        for (const step of steps) {
          const { newest, missed } = dueBetween(schedule, at, at + step, 1000);
          if (newest !== undefined) found.push(...[newest, ...missed].map(({ period }) => period.name).reverse());
          at += step;
        }
        const whole = dueBetween(schedule, start, at, 1000);
        const all = whole.newest === undefined ? [] : [whole.newest, ...whole.missed];
        expect(found).toEqual(all.map(({ period }) => period.name).reverse());
      }),
      { numRuns: 200 },
    );
  });

  test('E12: after a downtime the newest period is due once, the older ones were missed', () => {
    const weekly: Schedule = { cadence: 'weekly', wallTime: '07:30', zone: 'Africa/Nairobi' };
    const { newest, missed } = dueBetween(weekly, Date.UTC(2026, 10, 9, 12), Date.UTC(2026, 10, 30, 12), 10);
    expect(newest).toMatchObject({ period: { name: '2026-W48' }, dueAt: Date.UTC(2026, 10, 30, 4, 30) });
    expect(missed.map(({ period }) => period.name)).toEqual(['2026-W47', '2026-W46']);
  });

  test('the list of missed periods is bounded', () => {
    const daily: Schedule = { cadence: 'daily', wallTime: '07:30', zone: 'Africa/Nairobi' };
    expect(dueBetween(daily, Date.UTC(2000, 0, 1), Date.UTC(2026, 10, 30), 50).missed).toHaveLength(50);
  });
});
