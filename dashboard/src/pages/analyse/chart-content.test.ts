import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import { pictureOption, pictureTable } from '../../components/charts/chart-picture';
import en from '../../language/en.json';
import { formatsFor } from '../../language/format';
import type { AskedKpi, Row } from './answer';
import { aFigure, anAnswer, anAskedKpi, aQuestion, aRow } from './answer-samples';
import { fittingCharts } from './chart-choice';
import { barsContent, type Charted, heatContent, linesContent, scatterContent } from './chart-content';
import { distributionContent } from './distribution-content';
import { sharesByStep } from './durations-content';
import type { Question } from './question';

const instance = i18next.createInstance();
await instance.init({ lng: 'en', resources: { en: { translation: en } }, interpolation: { escapeValue: false } });
const served = anAskedKpi('served');
const wait = anAskedKpi('wait_mean', { unit: 'seconds', direction: 'lower_is_better' });
const theme = {
  text: '#111',
  muted: '#555',
  line: '#999',
  grid: '#eee',
  strong: '#333',
  soft: '#aaa',
  surface: '#fff',
  accent: '#06c',
  series: ['#1', '#2'],
  heatLow: '#eef',
  heatHigh: '#004',
  fontSize: 13,
  fontFamily: 'sans-serif',
};

const charted = (given: Partial<Question>, rows: readonly Row[], kpi: AskedKpi = served): Charted => ({
  question: aQuestion(given),
  kpis: [served, wait],
  rows,
  kpi,
  formats: formatsFor('en', 'UTC'),
  t: instance.t,
});
const row = (groups: Record<string, string>, value: number | null, seconds: number | null = null) =>
  aRow(groups, aFigure('served', value), aFigure('wait_mean', seconds));

describe('fittingCharts', () => {
  const fits = (given: Partial<Question>, rows: readonly Row[] = [row({ region: 'a' }, 1), row({ region: 'b' }, 2)]) =>
    fittingCharts(aQuestion(given), anAnswer(rows), [served]).join(' ');

  it('draws time as lines, hours and weekdays as a heat map, and places as bars', () => {
    expect(fits({ by: ['month'] })).toBe('lines');
    expect(fits({ by: ['region', 'month'] })).toBe('lines heat');
    expect(fits({ by: ['hour_of_day', 'day_of_week'] })).toBe('heat');
    expect(fits({ by: ['region'] })).toBe('bars');
    expect(fits({ split: 'gender' })).toBe('bars');
    expect(fits({})).toBe('');
    expect(fits({ by: ['region'] }, [])).toBe('');
  });

  it('draws two KPIs of places against each other, and distributions where there are any', () => {
    const three = ['a', 'b', 'c'].map((region) => row({ region }, 1, 60));
    expect(fittingCharts(aQuestion({ by: ['region'] }), anAnswer(three), [served, wait])).toEqual(['bars', 'scatter']);
    const rated = aRow({}, aFigure('rating_distribution', 9, { distribution: [1, 0, 2, 3, 3] }));
    expect(fits({}, [rated])).toBe('distribution');
  });
});

describe('chart contents', () => {
  it('leaves gaps for no data, and draws durations in minutes', () => {
    const rows = ['2026-08', '2026-09', '2026-10'].map((month, at) =>
      row({ month }, 1, [600, null, 1_200][at] ?? null),
    );
    const { picture } = linesContent(charted({ by: ['month'] }, rows, wait));
    const table = pictureTable(picture);
    expect(table.categories).toEqual(['August 2026', 'September 2026', 'October 2026']);
    expect(table.columns).toEqual([{ name: 'wait_mean', cells: ['10 min', '–', '20 min'] }]);
  });

  it('draws eight lines and says how many more there are', () => {
    const rows = Array.from({ length: 11 }, (_, at) => row({ region: `r${at}`, month: '2026-10' }, at));
    const { picture, leftOut } = linesContent(charted({ by: ['region', 'month'] }, rows));
    expect([pictureTable(picture).columns.length, leftOut]).toEqual([8, 3]);
  });

  it('has hours from left to right in a heat map, whatever the order of the groups', () => {
    const rows = [
      row({ hour_of_day: '09', day_of_week: '1' }, 4),
      row({ hour_of_day: '10', day_of_week: '2' }, 6),
      row({ hour_of_day: '09', day_of_week: '2' }, null),
    ];
    const flipped = rows.map((each) => ({ ...each, group: [...each.group].reverse() }));
    const content = heatContent(charted({ by: ['hour_of_day', 'day_of_week'] }, rows))?.picture;
    expect(content).toMatchObject({
      rows: ['Monday', 'Tuesday'],
      columns: ['09:00', '10:00'],
      values: [
        [4, null],
        [null, 6],
      ],
    });
    expect(heatContent(charted({ by: ['day_of_week', 'hour_of_day'] }, flipped))?.picture).toMatchObject({
      rows: ['Monday', 'Tuesday'],
    });
  });

  it('refuses a heat map of more cells than anybody can read', () => {
    const rows = Array.from({ length: 200 }, (_, at) => row({ centre: `c${at}`, service: `s${at}` }, at));
    expect(heatContent(charted({ by: ['centre', 'service'] }, rows))).toBeNull();
  });

  it('draws intervals over bars and over a single line, and has them in the table', () => {
    const interval = { low: 540, high: 660 };
    const bar = (key: string) => aRow({ [key]: '2026-10' }, aFigure('wait_mean', 600, { interval }));
    const bars = barsContent(charted({ by: ['region'] }, [bar('region')], wait)).picture;
    const line = linesContent(charted({ by: ['month'] }, [bar('month')], wait)).picture;
    for (const picture of [bars, line]) {
      expect(pictureTable(picture).columns[1]).toEqual({ name: '95 % interval', cells: ['9 min – 11 min'] });
      expect(JSON.stringify(pictureOption(picture, theme, 600, 300).series)).toContain('[0,9,11]');
    }
    const without = barsContent(charted({ by: ['region'] }, [row({ region: 'a' }, 1, 600)], wait)).picture;
    expect(pictureTable(without).columns).toHaveLength(1);
  });

  it('draws points only where both figures are known', () => {
    const rows = [row({ region: 'a' }, 5, 60), row({ region: 'b' }, 5, null), row({ region: 'c' }, 7, 90)];
    const made = scatterContent(charted({ by: ['region'] }, rows));
    expect(pictureTable(made?.picture as Parameters<typeof pictureTable>[0])).toMatchObject({
      categories: ['the a', 'the c'],
      columns: [
        { name: 'wait_mean', cells: ['60 s', '90 s'] },
        { name: 'served', cells: ['5', '7'] },
      ],
    });
    expect(made?.leftOut).toBe(1);
  });

  it('draws ratings as shares of their answers', () => {
    const rated = aRow({ region: 'a' }, aFigure('ratings', 4, { distribution: [1, 0, 0, 0, 3] }));
    expect(distributionContent(charted({ by: ['region'] }, [rated]))?.picture).toMatchObject({
      series: [{ values: [0.25] }, { values: [0] }, { values: [0] }, { values: [0] }, { values: [0.75] }],
    });
  });

  it('draws durations in equal steps of time, from the bins of the histogram, with one last bar above', () => {
    const bins = [
      { from: 0, to: 0, n: 20 },
      { from: 240, to: 256, n: 60 },
      { from: 288, to: 320, n: 20 },
      { from: 36_000, to: 40_960, n: 1 },
    ];
    const waits = aRow({}, aFigure('wait_mean', 101, { bins }));
    const made = distributionContent(charted({}, [waits]))?.picture;
    const table = pictureTable(made as Parameters<typeof pictureTable>[0]);
    expect(table.categories.slice(0, 2)).toEqual(['0 s – 30 s', '30 s – 60 s']);
    expect(table.categories.at(-1)).toBe('330 s or longer');
    // 12 of 32 seconds of the third bin lie below five minutes.
    expect(sharesByStep(bins, 300, 2).map((share) => Math.round(share * 101 * 100) / 100)).toEqual([87.5, 12.5, 1]);
    // Control: whatever the step, every duration is in some bar.
    for (const step of [1, 30, 7_200])
      expect(sharesByStep(bins, step, 3).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
    expect(distributionContent(charted({}, [aRow({}, aFigure('wait_mean', 101))]))).toBeNull();
  });

  it('makes an option of every picture, and no markup of a hostile name', () => {
    const rows = [row({ region: '<img src=x>' }, 5, 60), row({ region: 'b' }, 7, 90)];
    const given = charted({ by: ['region'] }, rows);
    const bars = pictureOption(barsContent(given).picture, theme, 600, 300);
    const tooltip = bars.tooltip as { formatter: (point: unknown) => string };
    expect(tooltip.formatter([{ dataIndex: 0 }])).toContain('&#60;img src=x&#62;');
    const scatter = scatterContent(given)?.picture;
    if (scatter === undefined) throw new Error('no scatter');
    const point = pictureOption(scatter, theme, 600, 300).tooltip as { formatter: (point: unknown) => string };
    expect(point.formatter({ dataIndex: 0 })).toContain('&#60;img src=x&#62;');
  });
});
