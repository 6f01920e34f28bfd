import type { CustomSeriesOption } from 'echarts/charts';
import type { ChartTheme } from './chart-theme';

/** The ends of an interval, as they are drawn. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** Half the length of the strokes at the ends, in letters' heights. */
const END_EM = 0.3;

/**
 * The intervals of figures as lines with strokes at their ends, over the bars or points of the same categories.
 * @param along the axis on which values lie
 */
export function whiskers(
  ranges: readonly (Range | null)[],
  along: 'x' | 'y',
  theme: ChartTheme,
  axisIndex = 0,
): CustomSeriesOption {
  const end = theme.fontSize * END_EM;
  return {
    type: 'custom',
    silent: true,
    xAxisIndex: axisIndex,
    yAxisIndex: axisIndex,
    z: 5,
    data: ranges.flatMap((range, at) => (range === null ? [] : [[at, range.low, range.high]])),
    encode: along === 'x' ? { x: [1, 2], y: 0 } : { x: 0, y: [1, 2] },
    tooltip: { show: false },
    renderItem: (_, api) => {
      const pointOf = (value: number) =>
        api.coord(along === 'x' ? [value, Number(api.value(0))] : [Number(api.value(0)), value]);
      const [low, high] = [pointOf(Number(api.value(1))), pointOf(Number(api.value(2)))];
      const line = (x1 = 0, y1 = 0, x2 = 0, y2 = 0) => ({
        type: 'line' as const,
        shape: { x1, y1, x2, y2 },
        style: { stroke: theme.text, lineWidth: 1.5 },
      });
      const strokeAt = ([x = 0, y = 0]: readonly number[]) =>
        along === 'x' ? line(x, y - end, x, y + end) : line(x - end, y, x + end, y);
      return { type: 'group', children: [line(low[0], low[1], high[0], high[1]), strokeAt(low), strokeAt(high)] };
    },
  };
}
