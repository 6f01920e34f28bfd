import type { CustomSeriesOption } from 'echarts/charts';
import type { EChartsCoreOption } from 'echarts/core';
import { TIME_GROUPS } from '#domain/calendar/period.js';
import type { KpiUnit } from '#domain/kpi/catalogue-entry.js';
import { roundFigure } from '#domain/kpi/precision.js';
import type { Directory } from '#store/network/directory.js';
import type { AnsweredTable } from '../../kpi/answer-question.js';
import type { AnsweredValue } from '../../kpi/compared-rows.js';
import { nameLists, placeNames } from '../sources/source-table.js';
import { type FileLanguage, wordIn } from '../words/file-words.js';

const WIDTH = 760;
const HEIGHT = 210;
/** More lines cannot be told apart on paper. */
const MAX_SERIES = 8;
const MAX_BARS = 40;

type Points = Map<string, number | null>;

/** Half the length of the strokes at the ends of an interval. */
const STROKE = 4;

/** The intervals (95 %) of a column of bars or points as lines with strokes at their ends; nothing without any. */
function whiskers(values: readonly (AnsweredValue | undefined)[], unit: KpiUnit): readonly CustomSeriesOption[] {
  const data = values.flatMap((value, at) => {
    const { low, high } = value?.interval ?? {};
    return low === undefined || high === undefined ? [] : [[at, roundFigure(low, unit), roundFigure(high, unit)]];
  });
  if (data.length === 0) return [];
  return [
    {
      type: 'custom',
      data,
      encode: { x: 0, y: [1, 2] },
      z: 5,
      renderItem: (_, api) => {
        const [[x = 0, low = 0] = [], [, high = 0] = []] = [1, 2].map((place) =>
          api.coord([Number(api.value(0)), Number(api.value(place))]),
        );
        const line = (x1: number, y1: number, x2: number, y2: number) => ({
          type: 'line' as const,
          shape: { x1, y1, x2, y2 },
          style: { stroke: '#222', lineWidth: 1 },
        });
        const strokeAt = (y: number) => line(x - STROKE, y, x + STROKE, y);
        return { type: 'group', children: [line(x, low, x, high), strokeAt(low), strokeAt(high)] };
      },
    },
  ];
}

/** The first KPI's values by time, one series for each other group. */
function byTime(answer: AnsweredTable, time: string, nameOf: (key: string, id: string) => string): Map<string, Points> {
  const series = new Map<string, Points>();
  for (const { group, values } of answer.rows) {
    const name = group
      .filter(({ key }) => key !== time)
      .map(({ key, value }) => nameOf(key, value))
      .join(' · ');
    const points = series.get(name) ?? new Map<string, number | null>();
    series.set(name, points);
    points.set(group.find(({ key }) => key === time)?.value ?? '', values[0]?.value ?? null);
  }
  return series;
}

const PLACES = ['region', 'centre', 'service', 'agency'] as const;
const isPlace = (key: string): key is (typeof PLACES)[number] => PLACES.some((place) => place === key);

/** A chart of the first KPI: lines over time, else bars; undefined where none would be legible. */
function chartOption(answer: AnsweredTable, visible: Directory, language: FileLanguage): EChartsCoreOption | undefined {
  const [kpi] = answer.kpis;
  const { by } = answer.question;
  if (kpi === undefined || answer.rows.length < 2) return undefined;
  const names = placeNames(nameLists(visible, language));
  const nameOf = (key: string, id: string): string => (isPlace(key) ? (names[key](id) ?? id) : id);
  const time = TIME_GROUPS.find((group) => by.includes(group));
  const round = (value: number | null): number | null =>
    value === null ? null : roundFigure(value, kpi.definition.unit);
  const title = { text: wordIn(kpi.definition.names, language), textStyle: { fontSize: 12 } };
  const frame = { animation: false, title, grid: { left: 60, right: 20, top: 50, bottom: 40 } };
  if (time === undefined) {
    if (answer.rows.length > MAX_BARS) return undefined;
    const labels = answer.rows.map(({ group }) => group.map(({ key, value }) => nameOf(key, value)).join(' · '));
    const data = answer.rows.map(({ values }) => round(values[0]?.value ?? null));
    const axisLabel = { rotate: labels.length > 8 ? 35 : 0, interval: 0, width: 90, overflow: 'truncate' };
    return {
      ...frame,
      xAxis: { type: 'category', data: labels, axisLabel },
      yAxis: {},
      series: [
        { type: 'bar', data },
        ...whiskers(
          answer.rows.map(({ values }) => values[0]),
          kpi.definition.unit,
        ),
      ],
    };
  }
  const series = byTime(answer, time, nameOf);
  if (series.size > MAX_SERIES) return undefined;
  const periods = [...new Set([...series.values()].flatMap((points) => [...points.keys()]))].sort();
  return {
    ...frame,
    legend: { show: series.size > 1, top: 24 },
    xAxis: { type: 'category', data: periods },
    yAxis: { scale: kpi.definition.unit === 'share' },
    series: [...series].map(([name, points]) => ({
      type: 'line',
      name,
      // A gap where there is no data.
      data: periods.map((period) => round(points.get(period) ?? null)),
    })),
  };
}

/** A chart as SVG; undefined where the table has too many series or bars for one. */
export async function kpiChart(
  answer: AnsweredTable,
  visible: Directory,
  language: FileLanguage,
): Promise<string | undefined> {
  const option = chartOption(answer, visible, language);
  if (option === undefined) return undefined;
  const { renderSvg } = await import('./render-svg.js');
  return renderSvg(option, WIDTH, HEIGHT);
}
