import { describe, expect, test } from 'vitest';
import { DIALECTS } from './dialects.js';
import { dayToCount } from './hourly-count.js';
import { SourceOrder } from './source-order.js';

const at = (text: string): number => Date.parse(`${text}Z`);
const NEW_YORK = new SourceOrder('local', undefined, 'America/New_York', DIALECTS.postgresql);
const MINUTE = 60_000;

describe('SourceOrder', () => {
  test.each([
    ['2026-01-05 08:00:00.123456+00', '2026-01-05T08:00:00.123'],
    ['2026-01-05T08:00:00Z', '2026-01-05T08:00:00'],
    ['2026-01-05 08:00:00', '2026-01-05T08:00:00'],
    ['2026-01-05T08:00:00.1234567+03:00', '2026-01-05T05:00:00.123'],
  ])('reads %s', (text, wanted) => {
    expect(NEW_YORK.atOf(text)).toBe(at(wanted));
  });

  test('a value that is no time comes first, and numbers have their unit', () => {
    const seconds = new SourceOrder('number', 'seconds', 'UTC', DIALECTS.mysql);
    expect([NEW_YORK.atOf('0000-00-00 00:00:00'), NEW_YORK.atOf('infinity'), NEW_YORK.atOf(null)]).toEqual([0, 0, 0]);
    expect(seconds.atOf('1767600000')).toBe(1_767_600_000_000);
    expect(seconds.valueOf(1_767_600_000_500)).toBe(1_767_600_000);
    expect(NEW_YORK.valueOf(at('2026-01-05T08:00:00'))).toBe('2026-01-05 08:00:00.000');
  });

  test('local places and moments are turned into each other by the clock of the source', () => {
    expect(NEW_YORK.placeOf(at('2026-01-05T13:00:00'))).toBe(at('2026-01-05T08:00:00'));
    expect(NEW_YORK.momentOf(at('2026-01-05T08:00:00'))).toBe(at('2026-01-05T13:00:00'));
  });

  test('is read again from the overlap before the checkpoint, or before the present when that is earlier', () => {
    const orderBy = at('2026-01-05T08:00:00');
    const [now, early] = [at('2026-01-05T13:00:05'), at('2026-01-05T12:00:00')];
    expect(NEW_YORK.rereadFrom(orderBy, now, MINUTE)).toBe(orderBy - MINUTE);
    expect(NEW_YORK.rereadFrom(orderBy, early, MINUTE)).toBe(at('2026-01-05T06:59:00'));
  });

  test('reads one hour more while the clock that was put back writes its hour again', () => {
    // 2026-11-01 in New York: 01:59:59 is followed by 01:00:00 at 06:00 UTC.
    const orderBy = at('2026-11-01T01:59:00');
    expect(NEW_YORK.rereadFrom(orderBy, at('2026-11-01T05:59:30'), MINUTE)).toBe(orderBy - MINUTE);
    const inSecond = NEW_YORK.rereadFrom(orderBy, at('2026-11-01T06:10:00'), MINUTE);
    expect(inSecond).toBeLessThanOrEqual(at('2026-11-01T01:00:00'));
    // An agent that was away during the hour reads all of it.
    expect(NEW_YORK.rereadFrom(orderBy, at('2026-11-01T08:00:00'), MINUTE)).toBeLessThanOrEqual(
      at('2026-11-01T01:00:00'),
    );
    // Once rows of the time after it were read, no more is read again.
    const later = at('2026-11-01T02:30:00');
    expect(NEW_YORK.rereadFrom(later, at('2026-11-01T08:00:00'), MINUTE)).toBe(later - MINUTE);
  });
});

test('yesterday is counted once, when its minute has come', () => {
  const counted = (clock: string, last?: string) => dayToCount(at(clock), 'Africa/Nairobi', 150, last);
  expect(counted('2026-01-05T23:29:00')).toBeUndefined();
  expect(counted('2026-01-05T23:30:00')).toBe('2026-01-05');
  expect(counted('2026-01-05T23:30:00', '2026-01-04')).toBe('2026-01-05');
  expect(counted('2026-01-06T12:00:00', '2026-01-05')).toBeUndefined();
});
