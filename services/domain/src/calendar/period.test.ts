import { expect, test } from 'vitest';
import { isExpectedOpen, openSpan } from './opening-hours.js';
import { periodOf, periodsBetween, readLocal, startOf, TIME_GROUPS, type TimeGroup } from './period.js';

const NAIROBI = 'Africa/Nairobi';

test('a moment has a name in every period', () => {
  const at = Date.UTC(2026, 10, 24, 6, 22);
  expect(TIME_GROUPS.map((group) => periodOf(group, at, NAIROBI))).toEqual([
    '2026',
    '2026-11',
    '2026-W48',
    '2026-11-24',
    '2026-11-24T09',
    '2026-11-24T09:15',
    '09',
    '2',
  ]);
  // A Friday before the first ISO week of the next year.
  expect(periodOf('week', Date.UTC(2027, 0, 1, 12), NAIROBI)).toBe('2026-W53');
});

test('dates are read in the time zone; an invalid text is not', () => {
  expect(readLocal('2026-11-24', NAIROBI)).toEqual({ text: '2026-11-24T00:00:00', at: Date.UTC(2026, 10, 23, 21) });
  expect(readLocal('2026-11-24T09:15', NAIROBI)?.text).toBe('2026-11-24T09:15:00');
  for (const text of ['2026-13-01', '24.11.2026', 'yesterday', '', '2026-11-24T09:15Z'])
    expect(readLocal(text, NAIROBI)).toBeUndefined();
});

test('periods between two moments, in order, also over the hour that a clock skips', () => {
  const from = readLocal('2026-03-28', 'Europe/Berlin')?.at ?? 0;
  const to = readLocal('2026-03-30', 'Europe/Berlin')?.at ?? 0;
  const between = (groups: readonly TimeGroup[], end = to) => [...periodsBetween(groups, from, end, 'Europe/Berlin')];
  expect(between(['day'])).toEqual([['2026-03-28'], ['2026-03-29']]);
  expect(between(['hour'])).toHaveLength(47);
  expect(between(['day_of_week', 'hour_of_day'])).toContainEqual(['7', '04']);
  expect(between(['hour_of_day'], from + 4 * 86_400_000)).toHaveLength(24);
  expect(between(['month', 'hour_of_day'], from + 20 * 365 * 86_400_000)).toHaveLength(241 * 24);
  expect(startOf('day', from + 5, 'Europe/Berlin')).toBe(from);
});

const calendar = {
  timeZone: NAIROBI,
  hours: {
    mon: [
      ['08:00', '13:00'],
      ['14:00', '17:00'],
    ],
    tue: [['20:00', '02:00']],
    thu: [['00:00', '24:00']],
  } as const,
  holidays: new Set(['2026-11-30']),
};
const local = (text: string): number => readLocal(text, NAIROBI)?.at ?? 0;

test.each([
  ['2026-11-23T07:59', false],
  ['2026-11-23T08:00', true],
  ['2026-11-23T13:00', false],
  ['2026-11-23T16:59', true],
  ['2026-11-24T23:00', true],
  ['2026-11-25T01:59', true],
  ['2026-11-25T02:00', false],
  ['2026-11-26T23:59', true],
  ['2026-11-27T00:00', false],
  ['2026-11-30T09:00', false],
])('at %s it should be open: %s', (text, isOpen) => {
  expect(isExpectedOpen(calendar, local(text))).toBe(isOpen);
});

test('it returns since when the centre should be open; without hours always', () => {
  expect(openSpan(calendar, local('2026-11-23T15:00'))).toEqual({
    from: local('2026-11-23T14:00'),
    to: local('2026-11-23T17:00'),
  });
  expect(isExpectedOpen({ ...calendar, hours: undefined }, 0)).toBe(true);
});
