import type { EChartsCoreOption } from 'echarts/core';
import { TIME_GROUPS } from '#domain/calendar/period.js';
import { roundFigure } from '#domain/kpi/precision.js';
import type { Directory } from '#store/network/directory.js';
import type { AnsweredTable } from '../../kpi/answer-question.js';
import { nameLists, placeNames } from '../sources/source-table.js';
import { type FileLanguage, wordIn } from '../words/file-words.js';

const WIDTH = 760;
const HEIGHT = 210;
/** More lines cannot be told apart on paper. */
const MAX_SERIES = 8;
const MAX_BARS = 40;

type Points = Map<string, number | null>;

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
      series: [{ type: 'bar', data }],
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
