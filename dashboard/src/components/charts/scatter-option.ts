import type { ChartTheme } from './chart-theme';
import { escapeHtml, tooltipLook } from './chart-tooltip';
import type { ChartOption } from './echarts-option';

/** A scale of a scatter. */
interface ScatterScale {
  readonly name: string;
  readonly format: (value: number) => string;
}

/** Two figures of each place: one point where both are known. */
export interface ScatterContent {
  readonly shape: 'scatter';
  readonly pointName: string;
  readonly points: readonly { readonly name: string; readonly x: number; readonly y: number }[];
  readonly x: ScatterScale;
  readonly y: ScatterScale;
}

/** The ECharts option of points. Pure. */
export function scatterOption(content: ScatterContent, theme: ChartTheme): ChartOption {
  const em = theme.fontSize;
  const longest = content.points.reduce((max, { y }) => Math.max(max, content.y.format(y).length), 1);
  const scale = ({ name, format }: ScatterScale) => ({
    type: 'value' as const,
    name,
    scale: true,
    nameTextStyle: { color: theme.muted, fontSize: em },
    axisLabel: { color: theme.muted, fontSize: em, hideOverlap: true, formatter: format },
    axisLine: { lineStyle: { color: theme.line } },
    splitLine: { lineStyle: { color: theme.grid } },
    splitNumber: 4,
  });
  return {
    animation: false,
    textStyle: { fontFamily: theme.fontFamily, fontSize: em, color: theme.muted },
    tooltip: {
      trigger: 'item',
      ...tooltipLook(theme),
      formatter: (point) => {
        const found = Array.isArray(point) ? undefined : content.points[point.dataIndex];
        if (found === undefined) return '';
        const line = ({ name, format }: ScatterScale, value: number): string =>
          `${escapeHtml(name)}: <b>${escapeHtml(format(value))}</b>`;
        return [`<b>${escapeHtml(found.name)}</b>`, line(content.x, found.x), line(content.y, found.y)].join('<br>');
      },
    },
    grid: { left: longest * em * 0.6 + em, right: em * 1.5, top: em * 2.4, bottom: em * 3.6 },
    xAxis: { ...scale(content.x), nameLocation: 'middle', nameGap: em * 2.2 },
    yAxis: {
      ...scale(content.y),
      nameLocation: 'end',
      nameTextStyle: { color: theme.muted, fontSize: em, align: 'left' },
    },
    series: [
      {
        type: 'scatter',
        symbolSize: em * 0.75,
        itemStyle: { color: theme.series[0] ?? theme.strong, opacity: 0.8 },
        data: content.points.map(({ x, y }) => [x, y]),
      },
    ],
  };
}
