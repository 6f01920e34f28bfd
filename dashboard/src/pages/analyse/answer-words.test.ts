import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import en from '../../language/en.json';
import { formatsFor } from '../../language/format';
import kk from '../../language/kk.json';
import { aFigure, aRow } from './answer-samples';
import { boundWords, completeWords, differenceWords, figureWords, isBetter, valueWords } from './figure-words';
import { groupWords } from './group-words';
import { matching } from './matching';
import { periodWords } from './period-words';
import { sparkPath } from './sparkline';
import { isToCome } from './to-come';

const instance = i18next.createInstance();
const resources = { en: { translation: en }, kk: { translation: kk } };
await instance.init({ lng: 'en', resources, interpolation: { escapeValue: false } });
const { t } = instance;
const formats = formatsFor('en', 'UTC');

describe('figures in words', () => {
  it.each([
    [0, 'seconds', '0 s'],
    [42.46, 'seconds', '42.5 s'],
    [59.99, 'seconds', '60 s'],
    [725, 'seconds', '12 min 5 s'],
    [3_599.6, 'seconds', '1 h 0 min'],
    [12_000, 'seconds', '3 h 20 min'],
    [4_442_400, 'seconds', '1,234 h'],
    [0.85317, 'share', '85.3%'],
    [12_345, 'count', '12,345'],
    [4.256, 'stars', '4.26'],
    [6.5, 'per_hour', '6.5 per hour'],
  ])('%d %s is %s', (value, unit, words) => {
    expect(valueWords(value, unit, formats, t)).toBe(words);
  });

  it('tells hidden, no data and zero apart', () => {
    const words = [aFigure('a', 0), aFigure('a', null), aFigure('a', null, { noData: false, suppressed: true }), null];
    expect(words.map((figure) => figureWords(figure, 'count', formats, t))).toEqual([
      '0',
      'no data',
      'hidden',
      'no data',
    ]);
  });

  it('says differences with their sign, shares in points, and which side is better', () => {
    expect(differenceWords(-0.0312, 'share', formats, t)).toBe('−3.1 points');
    expect(differenceWords(75, 'seconds', formats, t)).toBe('+1 min 15 s');
    expect(differenceWords(0, 'count', formats, t)).toBe('±0');
    expect(differenceWords(-0.0004, 'share', formats, t)).toBe('±0 points');
    expect([isBetter(3, 'lower_is_better'), isBetter(-3, 'lower_is_better'), isBetter(3, 'neutral')]).toEqual([
      false,
      true,
      null,
    ]);
  });

  it('says how far a figure may be off, and how much of its data is there, only where there is something to say', () => {
    const binned = aFigure('a', 10, { errorBound: 0.0625, complete: 0.931 });
    expect(boundWords(binned, 'seconds', formats, t)).toBe('±6.3 %');
    expect(boundWords(binned, 'share', formats, t)).toBe('±6.3 points');
    expect(completeWords(binned, formats, t)).toBe('93.1% complete');
    expect([boundWords(aFigure('a', 1), 'seconds', formats, t), completeWords(aFigure('a', 1), formats, t)]).toEqual([
      null,
      null,
    ]);
  });
});

describe('groups in words', () => {
  it.each([
    ['month', '2026-10', 'October 2026'],
    ['week', '2026-W48', 'week 48, from 23 Nov 2026'],
    ['week', '2021-W01', 'week 01, from 4 Jan 2021'],
    ['day', '2026-11-24', 'Tue 24 Nov 2026'],
    ['hour', '2026-11-24T09', '24 Nov 2026, 09:00'],
    ['quarter_hour', '2026-11-24T09:15', '24 Nov 2026, 09:15'],
    ['hour_of_day', '09', '09:00'],
    ['day_of_week', '1', 'Monday'],
    ['day_of_week', '7', 'Sunday'],
    ['gender', 'unknown', 'unknown'],
    ['region', '=cmd|calc', '=cmd|calc'],
    ['month', 'nonsense', 'nonsense'],
  ])('%s %s is %s', (key, value, words) => {
    expect(groupWords({ key, value, label: value }, formats, t)).toBe(words);
  });

  it('writes months in Kazakh, whatever the browser knows of it', () => {
    const kazakh = formatsFor('kk', 'UTC');
    expect(groupWords({ key: 'month', value: '2026-10', label: '' }, kazakh, instance.getFixedT('kk'))).toBe(
      'қазан 2026',
    );
  });
});

describe('periods in words', () => {
  it.each([
    ['2026-10-01', '2026-11-01', '1 Oct 2026 – 31 Oct 2026'],
    ['2026-10-01T00:00:00', '2026-10-02T00:00:00', '1 Oct 2026'],
    ['2026-10-01T08:15', '2026-10-02', '1 Oct 2026, 08:15 – 2 Oct 2026, 00:00'],
  ])('from %s to %s', (from, to, words) => {
    expect(periodWords({ from, to }, formats)).toBe(words);
  });

  it('are to come only after the figures were read, by the clock of the network', () => {
    const lateInNairobi = Date.parse('2026-11-30T21:30:00Z');
    const row = (groups: Record<string, string>) => aRow(groups);
    expect(isToCome(row({ month: '2026-12' }), lateInNairobi, 'Africa/Nairobi')).toBe(false);
    expect(isToCome(row({ month: '2026-12' }), lateInNairobi, 'UTC')).toBe(true);
    expect(isToCome(row({ region: '9999' }), lateInNairobi, 'UTC')).toBe(false);
    expect(isToCome(row({ day: '2026-11-30' }), lateInNairobi, 'UTC')).toBe(false);
  });
});

describe('sparkPath', () => {
  it('breaks at what has no data, and marks a lone value', () => {
    expect(sparkPath([1, 2, null, 3, null, 1])?.match(/[MLh]/g)?.join('')).toBe('MLMhMh');
    expect(sparkPath([1, null])).toBeNull();
    expect(sparkPath([5, 5, 5])).not.toContain('NaN');
  });
});

describe('matching', () => {
  const names = ['Uasin Gishu', 'Nairobi', 'Murang’a', 'Мұғалім', 'Élan'];
  it('finds every word in any order, without case and accents', () => {
    const find = (search: string) => matching(names, search, (name) => name);
    expect(find('gishu UAS')).toEqual(['Uasin Gishu']);
    expect(find('elan')).toEqual(['Élan']);
    expect(find('мұғ')).toEqual(['Мұғалім']);
    expect(find('  ')).toEqual(names);
    expect(find('.*')).toEqual([]);
  });
});
