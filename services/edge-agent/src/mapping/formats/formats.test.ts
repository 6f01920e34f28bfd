import { describe, expect, test } from 'vitest';
import { durationReader } from './duration-reader.js';
import { numberReader } from './number-reader.js';
import { formatReader } from './read-format.js';

const at = (format: string, content: string, language = 'en', use: 'stamp' | 'date' | 'time' = 'stamp'): string => {
  const read = formatReader(format, use, language)(content);
  if (read === undefined) return 'no';
  const { dayMs = 0, timeMs, offsetMinutes, zone } = read;
  const text = new Date(dayMs + (timeMs ?? 0)).toISOString().replace('.000Z', '').replace('Z', '');
  return [timeMs === undefined ? text.slice(0, 10) : text, offsetMinutes, zone]
    .filter((part) => part !== undefined)
    .join(' ');
};

describe('formatReader', () => {
  test.each([
    ['dd/LL/yyyy HH:mm', '30/10/2025 14:00', '2025-10-30T14:00:00'],
    ['dd.MM.yy H:mm', '06.05.24 9:07', '2024-05-06T09:07:00'],
    ['yyyy-LL-dd HH:mm:ss', '2024-05-06 09:00:00.250', '2024-05-06T09:00:00.250'],
    ['yyyy-LL-dd HH:mm:ss.SSS', '2024-05-06 09:00:00.123456', '2024-05-06T09:00:00.123'],
    ['yyyy-LL-dd HH:mm:ss,SSS', '2024-05-06 09:00:00,5', '2024-05-06T09:00:00.500'],
    ['yyyy-LL-dd HH:mm', '2024-05-06 24:10', '2024-05-07T00:10:00'],
    ['M/d/yyyy h:mm a', '5/6/2024 12:05 AM', '2024-05-06T00:05:00'],
    ['M/d/yyyy h:mm a', '5/6/2024 12:05 p.m.', '2024-05-06T12:05:00'],
    ['M/d/yyyy h:mm a', '5/6/2024 13:05 PM', 'no'],
    ['d LLLL yyyy HH:mm', '30 October 2025 14:00', '2025-10-30T14:00:00'],
    ['dd-MMM-yyyy HH:mm', '06-MAY-2024 09:00', '2024-05-06T09:00:00'],
    ["EEEE, d 'of' LLLL yyyy HH:mm", 'Monday, 6 of May 2024 09:00', '2024-05-06T09:00:00'],
    ['yyyyLLddHHmmss', '20240506090001', '2024-05-06T09:00:01'],
    ["yyyy-LL-dd'T'HH:mm:ssZZ", '2024-05-06T09:00:00+03:00', '2024-05-06T09:00:00 180'],
    ['yyyy-LL-dd HH:mm z', '2024-05-06 09:00 Africa/Nairobi', '2024-05-06T09:00:00 Africa/Nairobi'],
    ['dd/LL/yyyy HH:mm', '31/02/2025 14:00', 'no'],
    ['dd/LL/yyyy HH:mm', '30/10/2025 48:00', 'no'],
    ['iso', '2024-05-06T09:00:00', '2024-05-06T09:00:00'],
    ['iso', '2024-05-06 09:00', '2024-05-06T09:00:00'],
    ['iso', '2024-05-06 09:00:00.5 +05:30', '2024-05-06T09:00:00.500 330'],
    ['iso', '20240506T090000Z', '2024-05-06T09:00:00 0'],
    ['iso', '2024-05-06T09:00:00+03:00[Africa/Nairobi]', '2024-05-06T09:00:00 180 Africa/Nairobi'],
    ['iso', '2024-05-06', '2024-05-06'],
    ['iso', '2024-13-06T09:00', 'no'],
    ['excel', '45418.375', '2024-05-06T09:00:00'],
  ])('%s reads %s', (format, content, wanted) => {
    expect(at(format, content)).toBe(wanted);
  });

  test.each([
    ['ru', 'd LLLL yyyy HH:mm', '30 октября 2025 14:00'],
    ['ru', 'd LLL yyyy HH:mm', '30 окт. 2025 14:00'],
    ['kk', 'd LLLL yyyy HH:mm', '30 қазан 2025 14:00'],
    ['pt-BR', "d 'de' LLLL 'de' yyyy HH:mm", '30 de outubro de 2025 14:00'],
    ['sw', 'd LLLL yyyy HH:mm', '30 Oktoba 2025 14:00'],
    ['es', 'd-MMM-yyyy HH:mm', '30-oct-2025 14:00'],
  ])('reads names of months in %s', (language, format, content) => {
    expect(at(format, content, language)).toBe('2025-10-30T14:00:00');
  });

  test.each([
    ['time', 'hmm', '830', '1970-01-01T08:30:00'],
    ['time', 'h:mm:ss', '8:30:05.5', '1970-01-01T08:30:05.500'],
    ['time', 'iso', '1899-12-30T09:30:00', '1899-12-30T09:30:00'],
    ['date', 'ddmmyyyy', '06052024', '2024-05-06'],
    ['date', 'yyyy-mm-dd 00:00:00.000', '2024-05-31 00:00:00.000', '2024-05-31'],
  ] as const)('%s %s reads %s', (use, format, content, wanted) => {
    expect(at(format, content, 'en', use)).toBe(wanted);
  });

  test.each([
    ['dd/mm/yyyy HH:mm', /mm is minutes here; write LL or MM/],
    ['dd/mm/yyyy', /mm is minutes here; write LL or MM/],
    ['dd/LL/yyyy', /no hour.*Totals of days cannot be imported/],
    ['HH:mm', /it has no year/],
    ['DD/MM/YYYY HH:mm', /contains "DD"; use only yyyy/],
    ['dd/dd/yyyy HH:mm', /has the day twice/],
    ["dd 'de LL", /does not close/],
  ])('refuses %s', (format, wanted) => {
    expect(() => formatReader(format, 'stamp', 'en')).toThrow(wanted);
  });
});

describe('numberReader', () => {
  test.each([
    [{}, '7,5', 7.5],
    [{}, '0,125', 0.125],
    [{}, '1,234', 'ambiguous'],
    [{}, '1,234,567', 1_234_567],
    [{}, '1.234,5', 1234.5],
    [{}, '1,234.5', 1234.5],
    [{}, '1 234,5', 1234.5],
    [{}, '1\u202f234', 1234],
    [{}, "12'345.6", 12_345.6],
    [{}, '-3', -3],
    [{}, '−3', -3],
    [{}, '1.234', 1.234],
    [{}, 'two', 'none'],
    [{}, '', 'none'],
    [{}, '1,23,456', 'none'],
    [{ decimal: ',' as const }, '1.234', 1234],
    [{ decimal: ',' as const }, '1,234', 1.234],
    [{ decimal: '.' as const }, '1,234', 1234],
    [{ thousands: '.' }, '1.234', 1234],
    [{ thousands: '_' }, '1_234', 1234],
  ])('%j reads %s as %s', (style, content, wanted) => {
    expect(numberReader(style)(content)).toBe(wanted);
  });
});

describe('durationReader', () => {
  const read = (content: string, unit?: 'seconds' | 'minutes' | 'days', format?: 'h:mm' | 'mm:ss') => {
    const found = durationReader(unit, format, numberReader({}))(content);
    return typeof found === 'number' ? found / 1000 : found;
  };
  test.each([
    ['00:07:30', 450],
    ['-00:07:30', -450],
    ['26:00:00', 93_600],
    ['1.02:03:04', 93_784],
    ['2 days 01:00:00', 176_400],
    ['0:00:01.5', 1.5],
    ['PT7M30S', 450],
    ['P1DT2H', 93_600],
    ['PT0,5H', 1800],
    ['7 min 30 s', 450],
    ['1h05m', 3900],
    ['2 days', 172_800],
    ['5 мин', 300],
    ['7,5 min', 450],
    ['1899-12-31T01:30:00', 91_800],
    ['12:30', 'two_parts'],
    ['90', 'no_unit'],
    ['soon', 'none'],
    ['7 moons', 'none'],
    ['PT', 'none'],
  ])('reads %s as %s', (content, wanted) => {
    expect(read(content)).toBe(wanted);
  });

  test('reads numbers by their unit, and two parts by their format', () => {
    expect(read('7,5', 'minutes')).toBe(450);
    expect(read('2', 'days')).toBe(172_800);
    expect(read('00:07:30', 'minutes')).toBe(450);
    expect(read('12:30', undefined, 'h:mm')).toBe(45_000);
    expect(read('12:30', undefined, 'mm:ss')).toBe(750);
  });
});
