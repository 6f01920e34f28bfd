import { roundFigure } from '#domain/kpi/precision.js';
import type { Language } from '#domain/people/contact.js';
import { wordIn } from '../../exports/words/file-words.js';
import type { AnsweredTable } from '../../kpi/answer-question.js';

/** Size of a picture, points. */
export const LINES_HEIGHT = 150;
const WIDTH = 520;
const GAP = 60;

/**
 * The values of KPIs over the days of a table, each in a picture of its own beside the others; a day without data is a
 * gap. @returns SVG
 */
export async function lineChart(table: AnsweredTable, kpis: readonly string[], language: Language): Promise<string> {
  const { init } = await import('echarts');
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: LINES_HEIGHT });
  try {
    const shown = table.kpis
      .map(({ asked, definition }, place) => ({ asked, definition, place }))
      .filter(({ asked }) => kpis.includes(asked));
    const width = (WIDTH - GAP * shown.length) / Math.max(1, shown.length);
    const days = table.rows.map(({ group }) => group.find(({ key }) => key === 'day')?.value.slice(5) ?? '');
    chart.setOption({
      animation: false,
      title: shown.map(({ definition }, index) => ({
        text: wordIn(definition.names, language),
        left: GAP / 2 + index * (width + GAP),
        top: 0,
        textStyle: { fontSize: 9 },
      })),
      grid: shown.map((_, index) => ({
        left: GAP / 2 + index * (width + GAP) + 10,
        width: width - 10,
        top: 22,
        bottom: 24,
      })),
      xAxis: shown.map((_, index) => ({ type: 'category', gridIndex: index, data: days, axisLabel: { fontSize: 7 } })),
      yAxis: shown.map((_, index) => ({ type: 'value', gridIndex: index, min: 0, axisLabel: { fontSize: 7 } })),
      series: shown.map(({ definition, place }, index) => ({
        type: 'line',
        xAxisIndex: index,
        yAxisIndex: index,
        connectNulls: false,
        symbolSize: 3,
        lineStyle: { width: 1 },
        data: table.rows.map(({ values }) => {
          const value = values[place]?.value ?? null;
          return value === null ? null : roundFigure(value, definition.unit);
        }),
      })),
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}
