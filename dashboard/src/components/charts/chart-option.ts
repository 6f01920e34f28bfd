import type { BarSeriesOption, LineSeriesOption } from 'echarts/charts';
import type { LegendComponentOption, MarkLineComponentOption, TooltipComponentOption } from 'echarts/components';
import { type ChartTheme, type Tone, toneColor } from './chart-theme';
import { escapeHtml, tooltipLook } from './chart-tooltip';
import type { ChartOption } from './echarts-option';
import { type Range, whiskers } from './whiskers';

/** One line or row of bars; null is "no data" and leaves a gap. */
export interface ChartSeries {
  readonly name: string;
  readonly kind: 'bar' | 'line' | 'dashed' | 'step';
  readonly tone: Tone;
  readonly values: readonly (number | null)[];
  /** Intervals (95 %) of the values. */
  readonly ranges?: readonly (Range | null)[];
}

/**
 * One band of a chart: its series share a scale. A chart of several bands shares the x axis; two scales never share
 * a band.
 */
export interface ChartBand {
  readonly title: string;
  readonly series: readonly ChartSeries[];
  /** Share of the height; the bands' sum is split. */
  readonly weight: number;
  /** A horizontal line with its name. */
  readonly target?: { readonly value: number; readonly name: string };
  readonly format: (value: number) => string;
  readonly max?: number;
  /** Counts have no ticks between whole numbers. */
  readonly isWhole?: boolean;
  /** Name of the intervals' column in the table. */
  readonly rangeName?: string;
}

/** What a chart shows, without its looks: also the source of its table. */
export interface ChartContent {
  readonly categories: readonly string[];
  /** Name of the category column. */
  readonly categoryName: string;
  readonly bands: readonly ChartBand[];
}

const TITLE_EM = 1.75;
const LONE_TITLE_EM = 0.6;
const AXIS_EM = 1.7;
const GAP_EM = 0.9;

/** A chart of one band has its key in the card's head, where there is room beside the title. */
export function hasOwnKey(content: ChartContent): boolean {
  return content.bands.length === 1;
}

const MARKS = ['circle', 'rect', 'triangle', 'diamond', 'emptyCircle', 'emptyRect', 'emptyTriangle', 'emptyDiamond'];

/** Places the bands in `height` pixels: each with room for its title, the last with the x axis. */
export function bandBoxes(
  bands: readonly Pick<ChartBand, 'weight'>[],
  height: number,
  em: number,
): readonly { readonly titleTop: number; readonly top: number; readonly height: number }[] {
  const titleEm = bands.length === 1 ? LONE_TITLE_EM : TITLE_EM;
  const fixed = bands.length * titleEm * em + AXIS_EM * em + (bands.length - 1) * GAP_EM * em;
  const free = Math.max(bands.length * em, height - fixed);
  const weights = bands.reduce((sum, band) => sum + band.weight, 0);
  let at = 0;
  return bands.map((band) => {
    const box = { titleTop: at, top: at + titleEm * em, height: (free * band.weight) / weights };
    at = box.top + box.height + GAP_EM * em;
    return box;
  });
}

/** Every how many labels one is drawn, so that they do not touch. */
export function labelEvery(categories: readonly string[], width: number, em: number): number {
  const widest = categories.reduce((max, label) => Math.max(max, label.length), 1) * em * 0.62 + em * 1.2;
  const fit = Math.max(1, Math.floor(width / widest));
  const steps = [1, 2, 3, 4, 6, 12, 24];
  const needed = Math.ceil(categories.length / fit);
  return steps.find((step) => step >= needed) ?? needed;
}

/** The ECharts option of a content, in a box of `width` x `height` pixels. Pure. */
export function chartOption(content: ChartContent, theme: ChartTheme, width: number, height: number): ChartOption {
  const em = theme.fontSize;
  const boxes = bandBoxes(content.bands, height, em);
  const left = leftMargin(content, em);
  const every = labelEvery(content.categories, width - left, em);
  return {
    animation: false,
    textStyle: { fontFamily: theme.fontFamily, fontSize: em, color: theme.muted },
    tooltip: tooltip(content, theme),
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    legend: hasOwnKey(content)
      ? []
      : content.bands.map((band, index) => legend(band, boxes[index]?.titleTop ?? 0, left, theme)),
    grid: boxes.map((box) => ({ left, right: em * 0.6, top: box.top, height: box.height })),
    xAxis: content.bands.map((_, index) =>
      categoryAxis(content.categories, index, index === content.bands.length - 1 ? every : null, theme),
    ),
    yAxis: content.bands.map((band, index) => valueAxis(band, index, boxes[index]?.height ?? 0, theme)),
    series: content.bands.flatMap((band, index) =>
      band.series.flatMap((series, at) => [
        seriesOption(series, band, index, at === 0, theme),
        ...(series.ranges === undefined ? [] : [whiskers(series.ranges, 'y', theme, index)]),
      ]),
    ),
  };
}

/** The axis of the categories of one band; `every` null: without labels, as another band below has them. */
function categoryAxis(categories: readonly string[], index: number, every: number | null, theme: ChartTheme) {
  const em = theme.fontSize;
  return {
    type: 'category' as const,
    gridIndex: index,
    data: [...categories],
    axisTick: { show: false },
    axisLine: { lineStyle: { color: theme.line } },
    axisLabel: {
      show: every !== null,
      color: theme.muted,
      fontSize: em,
      interval: (at: number) => at % (every ?? 1) === 0,
      hideOverlap: true,
      // Of many steps the first one's label would stand across the chart's edge and under the scale.
      ...(categories.length > 20 ? { alignMinLabel: 'left' as const } : {}),
      margin: em * 0.5,
    },
  };
}

/** The scale of one band, which is `height` pixels high. */
function valueAxis(band: ChartBand, index: number, height: number, theme: ChartTheme) {
  const em = theme.fontSize;
  return {
    type: 'value' as const,
    gridIndex: index,
    min: 0,
    ...(band.max === undefined ? {} : { max: band.max }),
    ...(band.isWhole === true ? { minInterval: 1 } : {}),
    splitNumber: height > em * 7 ? 3 : 2,
    axisLabel: {
      color: theme.muted,
      fontSize: em,
      formatter: (value: number) => band.format(value),
      hideOverlap: true,
    },
    splitLine: { lineStyle: { color: theme.grid } },
  };
}

function legend(band: ChartBand, top: number, left: number, theme: ChartTheme): LegendComponentOption {
  const em = theme.fontSize;
  return {
    top,
    left: left - em * 0.4,
    data: band.series.map(({ name }) => name),
    selectedMode: false,
    padding: 0,
    itemGap: em * 1.2,
    itemWidth: em * 1.3,
    itemHeight: em * 0.26,
    icon: 'rect',
    textStyle: { color: theme.text, fontSize: em, fontFamily: theme.fontFamily },
  };
}

function leftMargin(content: ChartContent, em: number): number {
  let longest = 1;
  for (const band of content.bands) {
    const max = Math.max(band.max ?? 0, ...band.series.flatMap((series) => series.values.map((value) => value ?? 0)));
    longest = Math.max(longest, band.format(Math.max(1, max * 1.15)).length);
  }
  return em * 0.8 + longest * em * 0.6;
}

function tooltip(content: ChartContent, theme: ChartTheme): TooltipComponentOption {
  const formats = new Map(
    content.bands.flatMap((band) => band.series.map((series) => [series.name, band.format] as const)),
  );
  return {
    trigger: 'axis',
    axisPointer: { type: 'line', lineStyle: { color: theme.muted } },
    ...tooltipLook(theme),
    formatter: (points) => {
      const rows = Array.isArray(points) ? points : [points];
      const seen = new Map<string, string>();
      for (const { seriesName = '', value } of rows) {
        seen.set(seriesName, typeof value === 'number' ? (formats.get(seriesName)?.(value) ?? String(value)) : '–');
      }
      const lines = [...seen].map(([name, value]) => `${escapeHtml(name)}: <b>${escapeHtml(value)}</b>`);
      return [`<b>${escapeHtml(String(rows[0]?.name ?? ''))}</b>`, ...lines].join('<br>');
    },
  };
}

function seriesOption(
  series: ChartSeries,
  band: ChartBand,
  axis: number,
  isFirst: boolean,
  theme: ChartTheme,
): BarSeriesOption | LineSeriesOption {
  const color = toneColor(series.tone, theme);
  const mark = MARKS[typeof series.tone === 'number' ? series.tone % MARKS.length : 0] ?? 'circle';
  const base = {
    name: series.name,
    xAxisIndex: axis,
    yAxisIndex: axis,
    data: series.values.map((value) => value ?? '-'),
    ...(isFirst && band.target ? { markLine: targetLine(band.target, theme) } : {}),
  };
  if (series.kind === 'bar')
    return { ...base, type: 'bar', barCategoryGap: '28%', itemStyle: { color, borderRadius: [2, 2, 0, 0] } };
  return {
    ...base,
    type: 'line',
    // Lines of several tones differ in their marks too, for readers who cannot tell the colours apart.
    showSymbol: typeof series.tone === 'number' || series.values.filter((value) => value !== null).length === 1,
    symbol: mark,
    symbolSize: theme.fontSize * 0.45,
    connectNulls: false,
    ...(series.kind === 'step' ? { step: 'middle' as const } : {}),
    itemStyle: { color },
    lineStyle: {
      color,
      width: Math.max(2, theme.fontSize * 0.14),
      type: series.kind === 'dashed' || series.kind === 'step' ? 'dashed' : 'solid',
    },
  };
}

function targetLine(
  target: { readonly value: number; readonly name: string },
  theme: ChartTheme,
): MarkLineComponentOption {
  return {
    silent: true,
    symbol: 'none',
    lineStyle: { color: theme.muted, type: 'dotted', width: 2 },
    label: { formatter: target.name, position: 'insideEndTop', color: theme.muted, fontSize: theme.fontSize * 0.9 },
    data: [{ yAxis: target.value }],
  };
}
