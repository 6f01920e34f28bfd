import type { BarSeriesOption } from 'echarts/charts';
import { type ChartTheme, type Tone, toneColor } from './chart-theme';
import { escapeHtml, tooltipLook } from './chart-tooltip';
import type { ChartOption } from './echarts-option';
import { type Range, whiskers } from './whiskers';

/** Horizontal bars, so that long names can be read; the first category is on top. */
export interface BarsContent {
  readonly shape: 'bars';
  readonly categories: readonly string[];
  readonly categoryName: string;
  readonly series: readonly {
    readonly name: string;
    readonly tone: Tone;
    readonly values: readonly (number | null)[];
    /** Intervals (95 %) of the values; drawn where there is one series. */
    readonly ranges?: readonly (Range | null)[];
  }[];
  /** Name of the intervals' column in the table. */
  readonly rangeName?: string;
  /** The series of a category stand behind each other and make a whole. */
  readonly isStacked: boolean;
  readonly max?: number;
  readonly target?: { readonly value: number; readonly name: string };
  readonly format: (value: number) => string;
}

/** Longer names are shortened beside the bars; the table has them whole. */
const NAME_LETTERS = 26;
const shortened = (name: string): string =>
  name.length > NAME_LETTERS ? `${name.slice(0, NAME_LETTERS - 1).trimEnd()}…` : name;

/** The ECharts option of horizontal bars. Pure. */
export function barsOption(content: BarsContent, theme: ChartTheme): ChartOption {
  const em = theme.fontSize;
  const longest = content.categories.reduce((max, name) => Math.max(max, shortened(name).length), 1);
  return {
    animation: false,
    textStyle: { fontFamily: theme.fontFamily, fontSize: em, color: theme.muted },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      ...tooltipLook(theme),
      formatter: (points) => {
        const rows = Array.isArray(points) ? points : [points];
        const at = rows[0]?.dataIndex ?? 0;
        const lines = content.series.map(({ name, values }) => {
          const value = values[at] ?? null;
          return `${escapeHtml(name)}: <b>${escapeHtml(value === null ? '–' : content.format(value))}</b>`;
        });
        return [`<b>${escapeHtml(content.categories[at] ?? '')}</b>`, ...lines].join('<br>');
      },
    },
    grid: { left: longest * em * 0.58 + em, right: em * 3.6, top: em * 0.4, bottom: em * 2 },
    xAxis: {
      type: 'value',
      min: 0,
      ...(content.max === undefined ? {} : { max: content.max }),
      splitNumber: 4,
      axisLabel: { color: theme.muted, fontSize: em, hideOverlap: true, formatter: content.format },
      splitLine: { lineStyle: { color: theme.grid } },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: [...content.categories],
      axisTick: { show: false },
      axisLine: { lineStyle: { color: theme.line } },
      axisLabel: { color: theme.text, fontSize: em, interval: 0, formatter: shortened },
    },
    series: [
      ...content.series.map((series, at) => barSeries(content, series, at === 0, theme)),
      ...(content.series.length === 1
        ? content.series.flatMap(({ ranges }) => (ranges === undefined ? [] : [whiskers(ranges, 'x', theme)]))
        : []),
    ],
  };
}

function barSeries(
  content: BarsContent,
  { name, tone, values }: BarsContent['series'][number],
  isFirst: boolean,
  theme: ChartTheme,
): BarSeriesOption {
  const { target } = content;
  return {
    type: 'bar',
    name,
    data: values.map((value) => value ?? '-'),
    barCategoryGap: '30%',
    itemStyle: { color: toneColor(tone, theme), borderColor: theme.surface, borderWidth: content.isStacked ? 1 : 0 },
    ...(content.isStacked ? { stack: 'whole' } : {}),
    ...(isFirst && target
      ? {
          markLine: {
            silent: true,
            symbol: 'none',
            lineStyle: { color: theme.muted, type: 'dotted' as const, width: 2 },
            label: { formatter: target.name, color: theme.muted, fontSize: theme.fontSize * 0.9 },
            data: [{ xAxis: target.value }],
          },
        }
      : {}),
  };
}
