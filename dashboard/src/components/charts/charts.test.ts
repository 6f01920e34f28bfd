import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import en from '../../language/en.json';
import { formatsFor } from '../../language/format';
import { bandBoxes, type ChartContent, chartOption, labelEvery } from './chart-option';
import type { ChartTheme } from './chart-theme';
import { dayContent, historyContent } from './day-content';
import { byDayAndHour, type KpiTable, usualCount, usualDays, usualMean } from './kpi-rows';
import { trendContent } from './trend-content';

const instance = i18next.createInstance();
await instance.init({ lng: 'en', resources: { en: { translation: en } }, interpolation: { escapeValue: false } });
const t = instance.t;
const formats = formatsFor('en', 'Africa/Nairobi');
const theme: ChartTheme = {
  text: '#111',
  muted: '#555',
  line: '#999',
  grid: '#eee',
  strong: '#333',
  soft: '#aaa',
  surface: '#fff',
  accent: '#06c',
  series: ['#1', '#2', '#3'],
  heatLow: '#eef',
  heatHigh: '#004',
  fontSize: 13,
  fontFamily: 'sans-serif',
};

const cell = (id: string, value: number | null, n = value ?? 0, d = 1) => ({
  id,
  value,
  n,
  d,
  complete: 1,
  errorBound: 0,
  noData: value === null,
  suppressed: false,
  distribution: null,
});
const answer = (
  rows: readonly {
    readonly day: string;
    readonly hour?: number;
    readonly served: number | null;
    readonly wait?: number;
    readonly d?: number;
  }[],
): KpiTable => ({
  rows: rows.map(({ day, hour, served, wait, d }) => ({
    group: [{ key: 'day', value: day }, ...(hour === undefined ? [] : [{ key: 'hour_of_day', value: String(hour) }])],
    values: [cell('served', served), ...(wait === undefined ? [] : [cell('wait_mean', wait, wait * (d ?? 1), d ?? 1)])],
  })),
});

describe('usualDays', () => {
  it('takes the last four same weekdays that have data', () => {
    const tuesdays = ['2026-11-17', '2026-11-10', '2026-11-03', '2026-10-27', '2026-10-20'];
    expect(usualDays('2026-11-24', [...tuesdays, '2026-11-23'].sort())).toEqual(tuesdays.slice(0, 4));
  });

  it('takes the days that there are when no such weekday has data', () => {
    expect(usualDays('2026-11-24', ['2026-11-22', '2026-11-23', '2026-11-24'])).toEqual(['2026-11-22', '2026-11-23']);
    expect(usualDays('2026-11-24', [])).toEqual([]);
  });
});

describe('usual hours', () => {
  const table = answer([
    { day: '2026-11-10', hour: 9, served: 10, wait: 600, d: 10 },
    { day: '2026-11-17', hour: 9, served: 20, wait: 300, d: 30 },
    { day: '2026-11-17', hour: 10, served: null },
  ]);

  it('means counts over the days and weighs means by what they are made of', () => {
    const days = ['2026-11-10', '2026-11-17'];
    expect(usualCount(byDayAndHour(table, 'served'), days, 9)).toBe(15);
    expect(usualMean(byDayAndHour(table, 'wait_mean'), days, 9)).toBe((6000 + 9000) / 40);
  });

  it('keeps no data apart from zero', () => {
    expect(byDayAndHour(table, 'served').at('2026-11-17', 10)).toBeNull();
    expect(usualMean(byDayAndHour(table, 'wait_mean'), ['2026-11-17'], 10)).toBeNull();
    expect(usualCount(byDayAndHour(table, 'served'), [], 9)).toBeNull();
  });
});

describe('contents', () => {
  it('leaves the hours to come and the hours without data open', () => {
    const content = dayContent(
      answer([
        { day: '2026-11-17', hour: 9, served: 4 },
        { day: '2026-11-17', hour: 11, served: 6 },
        { day: '2026-11-24', hour: 9, served: 5, wait: 120 },
      ]),
      '2026-11-24',
      9,
      formats,
      t,
    );
    expect(content.categories).toEqual(['08:00', '09:00', '10:00', '11:00', '12:00']);
    expect(content.bands[0]?.series[0]?.values).toEqual([null, 5, null, null, null]);
    expect(content.bands[0]?.series[1]?.values).toEqual([0, 4, 0, 6, 0]);
    expect(content.bands[1]?.series[0]?.values).toEqual([null, 2, null, null, null]);
  });

  it('shows a day without data as a gap', () => {
    const content = historyContent(
      answer([
        { day: '2026-11-23', served: 0 },
        { day: '2026-11-24', served: null },
      ]),
      ['2026-11-22', '2026-11-23', '2026-11-24'],
      { id: 'served', name: 'Served' },
      formats,
      t,
    );
    expect(content.bands[0]?.series[0]?.values).toEqual([null, 0, null]);
  });

  it('writes the trend in minutes and in the network’s time', () => {
    const point = {
      at: Date.parse('2026-11-24T05:00:00Z'),
      issued: 3,
      served: 2,
      abandoned: 0,
      waitMean: { value: 90, n: 180, d: 2 },
    };
    const content = trendContent([point], formats, t);
    expect(content.categories).toEqual(['08:00']);
    expect(content.bands[1]?.series[0]?.values).toEqual([1.5]);
    expect(trendContent([point], formats, t, false).bands).toHaveLength(1);
  });
});

describe('chartOption', () => {
  const content: ChartContent = {
    categoryName: 'Hour',
    categories: ['08:00', '09:00'],
    bands: [
      {
        title: 'Served',
        weight: 3,
        format: String,
        series: [
          { name: 'Served', kind: 'bar', tone: 'strong', values: [1, null] },
          { name: 'Usual', kind: 'step', tone: 'soft', values: [2, 3] },
        ],
      },
      {
        title: 'Wait',
        weight: 2,
        format: String,
        target: { value: 5, name: 'Target' },
        series: [{ name: 'Wait', kind: 'line', tone: 'accent', values: [4, null] }],
      },
    ],
  };

  it('gives each band its own scale on one common x axis', () => {
    const option = chartOption(content, theme, 800, 300);
    expect(option.grid).toHaveLength(2);
    expect(option.yAxis).toHaveLength(2);
    expect(option.series).toMatchObject([{ yAxisIndex: 0 }, { yAxisIndex: 0 }, { yAxisIndex: 1 }]);
    expect(option.animation).toBe(false);
  });

  it('never draws no data as zero', () => {
    expect(chartOption(content, theme, 800, 300).series).toMatchObject([
      { data: [1, '-'] },
      {},
      { data: [4, '-'], connectNulls: false },
    ]);
  });

  it('places bands one below the other inside the box', () => {
    const [first, second] = bandBoxes(content.bands, 300, 13);
    expect((first?.top ?? 0) + (first?.height ?? 0)).toBeLessThan(second?.top ?? 0);
    expect((second?.top ?? 0) + (second?.height ?? 0)).toBeLessThan(300);
  });

  it('draws only as many labels as do not touch', () => {
    const hours = Array.from({ length: 24 }, (_, hour) => `${hour}:00`);
    expect(labelEvery(hours, 2_000, 13)).toBe(1);
    expect(labelEvery(hours, 300, 13)).toBe(6);
  });
});
