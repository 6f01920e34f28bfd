import type { VisualMapComponentOption } from 'echarts/components';
import type { ChartTheme } from './chart-theme';
import { escapeHtml, tooltipLook } from './chart-tooltip';
import type { ChartOption } from './echarts-option';

/** A heat map: one cell for each pair of a row and a column; null is "no data" and stays empty. */
export interface HeatContent {
  readonly shape: 'heat';
  /** Top to bottom. */
  readonly rows: readonly string[];
  readonly rowName: string;
  /** Left to right. */
  readonly columns: readonly string[];
  /** By row, then by column. */
  readonly values: readonly (readonly (number | null)[])[];
  readonly valueName: string;
  readonly format: (value: number) => string;
}

/** The ECharts option of a heat map in a box of `width` pixels. Pure. */
export function heatOption(content: HeatContent, theme: ChartTheme, width: number): ChartOption {
  const em = theme.fontSize;
  const longest = content.rows.reduce((max, name) => Math.max(max, name.length), 1);
  const left = Math.min(longest * em * 0.58 + em, width * 0.4);
  const axis = (data: readonly string[]) => ({
    type: 'category' as const,
    data: [...data],
    axisTick: { show: false },
    axisLine: { show: false },
  });
  return {
    animation: false,
    textStyle: { fontFamily: theme.fontFamily, fontSize: em, color: theme.muted },
    tooltip: {
      trigger: 'item',
      ...tooltipLook(theme),
      formatter: (point) => cellWords(content, Array.isArray(point) ? undefined : point.data),
    },
    grid: { left, right: em, top: em * 0.4, bottom: em * 4.6 },
    xAxis: { ...axis(content.columns), axisLabel: { color: theme.muted, fontSize: em, hideOverlap: true } },
    yAxis: {
      ...axis(content.rows),
      inverse: true,
      axisLabel: { color: theme.text, fontSize: em, overflow: 'truncate', width: left - em * 0.8 },
    },
    visualMap: shades(content, theme),
    series: [
      {
        type: 'heatmap',
        name: content.valueName,
        data: content.values.flatMap((row, y) => row.map((value, x) => [x, y, value ?? '-'])),
        itemStyle: { borderColor: theme.surface, borderWidth: 1 },
        emphasis: { itemStyle: { borderColor: theme.text, borderWidth: 2 } },
      },
    ],
  };
}

/** What is read beside the pointer: where the cell is, and its figure. */
function cellWords(content: HeatContent, data: unknown): string {
  const [x = 0, y = 0] = Array.isArray(data) ? (data as number[]) : [];
  const value = content.values[y]?.[x] ?? null;
  const where = `${content.rows[y] ?? ''}, ${content.columns[x] ?? ''}`;
  const words = value === null ? '–' : content.format(value);
  return `<b>${escapeHtml(where)}</b><br>${escapeHtml(content.valueName)}: <b>${escapeHtml(words)}</b>`;
}

/** The scale of shades, with its ends in words. */
function shades(content: HeatContent, theme: ChartTheme): VisualMapComponentOption {
  const em = theme.fontSize;
  const numbers = content.values.flat().filter((value) => value !== null);
  const [min, max] = numbers.length === 0 ? [0, 1] : [Math.min(...numbers), Math.max(...numbers)];
  return {
    type: 'continuous',
    min,
    max,
    orient: 'horizontal',
    left: 'center',
    bottom: 0,
    itemHeight: em * 9,
    itemWidth: em * 0.8,
    text: numbers.length === 0 ? ['', ''] : [content.format(max), content.format(min)],
    textStyle: { color: theme.muted, fontSize: em },
    inRange: { color: [theme.heatLow, theme.heatHigh] },
  };
}
