import { describe, expect, test } from 'vitest';
import { periodBefore, resolvePeriod, yearBefore } from './named-period.js';
import type { PeriodName } from './period-names.js';

const short = ({ from, to }: { from: string; to: string }): string => [from, to].join(' ').replaceAll('T00:00:00', '');
const period = (from: string, to: string) => ({ from, to });

describe('a period by its name', () => {
  test.each<[PeriodName, string]>([
    ['today', '2026-11-30 2026-12-01'],
    ['yesterday', '2026-11-29 2026-11-30'],
    ['this_week', '2026-11-30 2026-12-07'],
    ['last_week', '2026-11-23 2026-11-30'],
    ['this_month', '2026-11-01 2026-12-01'],
    ['last_month', '2026-10-01 2026-11-01'],
    ['this_quarter', '2026-10-01 2027-01-01'],
    ['last_quarter', '2026-07-01 2026-10-01'],
    ['this_year', '2026-01-01 2027-01-01'],
    ['last_year', '2025-01-01 2026-01-01'],
  ])('%s is %s on 30 November 2026', (name, days) => {
    expect(short(resolvePeriod(name, Date.UTC(2026, 10, 30, 15), 'Africa/Nairobi'))).toBe(days);
  });

  test('is by the clock of the zone', () => {
    const late = Date.UTC(2026, 11, 31, 22);
    expect(short(resolvePeriod('today', late, 'Africa/Nairobi'))).toBe('2027-01-01 2027-01-02');
    expect(short(resolvePeriod('this_year', late, 'America/New_York'))).toBe('2026-01-01 2027-01-01');
  });

  test('is not shifted where a clock skips midnight', () => {
    // Cairo, 24 April 2026: from 00:00 the clock goes to 01:00.
    expect(short(resolvePeriod('today', Date.UTC(2026, 3, 24, 9), 'Africa/Cairo'))).toBe('2026-04-24 2026-04-25');
  });
});

describe('the period before', () => {
  test.each([
    ['2026-11-01', '2026-12-01', '2026-10-01 2026-11-01'],
    ['2026-03-01', '2026-04-01', '2026-02-01 2026-03-01'],
    ['2026-10-01', '2027-01-01', '2026-07-01 2026-10-01'],
    ['2026-01-01', '2027-01-01', '2025-01-01 2026-01-01'],
    ['2026-11-23', '2026-11-30', '2026-11-16 2026-11-23'],
    ['2026-11-10', '2026-11-13', '2026-11-07 2026-11-10'],
    ['2026-11-30T09:00', '2026-11-30T17:00', '2026-11-29T09:00:00 2026-11-29T17:00:00'],
    ['2026-11-24T12:00', '2026-11-26T06:00', '2026-11-22T12:00:00 2026-11-24T06:00:00'],
  ])('%s to %s: %s', (from, to, before) => {
    expect(short(periodBefore(period(from, to)))).toBe(before);
  });
});

describe('a year before', () => {
  test.each([
    ['2026-11-01', '2026-12-01', '2025-11-01 2025-12-01'],
    ['2028-02-01', '2028-03-01', '2027-02-01 2027-03-01'],
    ['2028-02-29', '2028-03-01', '2027-02-28 2027-03-01'],
    ['2028-02-28', '2028-02-29', '2027-02-28 2027-03-01'],
    ['2028-02-29T09:00', '2028-02-29T17:00', '2027-02-28T09:00:00 2027-02-28T17:00:00'],
    ['2026-11-23', '2026-11-30', '2025-11-24 2025-12-01'],
    ['2026-11-24', '2026-11-25', '2025-11-24 2025-11-25'],
  ])('%s to %s: %s', (from, to, before) => {
    expect(short(yearBefore(period(from, to)))).toBe(before);
  });

  test('whole weeks that are whole months too are months', () => {
    // June 2026 begins on a Monday, and so does 1 February 2027, where January ended.
    expect(short(yearBefore(period('2026-06-01', '2027-02-01')))).toBe('2025-06-01 2026-02-01');
  });
});
