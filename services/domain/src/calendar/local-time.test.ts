import fc from 'fast-check';
import { IANAZone } from 'luxon';
import { expect, test } from 'vitest';
import { localMoment } from './local-time.js';
import { readLocal } from './period.js';

const offsetOf = (zone: string): ((at: number) => number) => {
  const known = IANAZone.create(zone);
  return (at) => known.offset(at) * 60_000;
};
const found = (local: string, zone: string) => {
  const { at, later, isSkipped } = localMoment(Date.parse(`${local}Z`), offsetOf(zone));
  const iso = (moment: number | undefined) => (moment === undefined ? undefined : new Date(moment).toISOString());
  return { at: iso(at), later: iso(later), isSkipped };
};

test.each([
  ['once', '2024-11-03T00:50', 'America/Detroit', '2024-11-03T04:50:00.000Z', undefined, false],
  ['twice', '2024-11-03T01:30', 'America/Detroit', '2024-11-03T05:30:00.000Z', '2024-11-03T06:30:00.000Z', false],
  ['once again', '2024-11-03T02:00', 'America/Detroit', '2024-11-03T07:00:00.000Z', undefined, false],
  ['never', '2024-03-10T02:30', 'America/Detroit', '2024-03-10T07:30:00.000Z', undefined, true],
  [
    'twice, by half an hour',
    '2024-04-07T01:45',
    'Australia/Lord_Howe',
    '2024-04-06T14:45:00.000Z',
    '2024-04-06T15:15:00.000Z',
    false,
  ],
  [
    'twice, where the offset changed for good',
    '2024-02-29T23:30',
    'Asia/Almaty',
    '2024-02-29T17:30:00.000Z',
    '2024-02-29T18:30:00.000Z',
    false,
  ],
  ['never, at midnight', '2024-04-26T00:30', 'Africa/Cairo', '2024-04-25T22:30:00.000Z', undefined, true],
  ['once, without summer time', '2024-11-03T01:30', 'Africa/Nairobi', '2024-11-02T22:30:00.000Z', undefined, false],
])('a time that comes %s', (_, local, zone, at, later, isSkipped) => {
  expect(found(local, zone)).toEqual({ at, later, isSkipped });
});

test('every moment is found by the local time that it shows', () => {
  const zones = fc.constantFrom(
    'America/Detroit',
    'Europe/Berlin',
    'Asia/Almaty',
    'Australia/Lord_Howe',
    'Africa/Cairo',
  );
  const minutes = fc.integer({ min: Date.UTC(2023, 0) / 60_000, max: Date.UTC(2026, 0) / 60_000 });
  fc.assert(
    fc.property(zones, minutes, (zone, minute) => {
      const at = minute * 60_000;
      const offsetAt = offsetOf(zone);
      const moment = localMoment(at + offsetAt(at), offsetAt);
      expect([moment.at, moment.later]).toContain(at);
      expect(moment.isSkipped).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

test('a period that begins at a time that comes twice begins at the earlier one', () => {
  expect(readLocal('2024-11-03T01:30', 'America/Detroit')).toEqual({
    text: '2024-11-03T01:30:00',
    at: Date.UTC(2024, 10, 3, 5, 30),
  });
});
