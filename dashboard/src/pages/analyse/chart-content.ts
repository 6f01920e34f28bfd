import type { TFunction } from 'i18next';
import type { BarsContent } from '../../components/charts/bars-option';
import type { ChartContent, ChartSeries } from '../../components/charts/chart-option';
import type { ChartPicture } from '../../components/charts/chart-picture';
import { SERIES_TONES } from '../../components/charts/chart-theme';
import type { HeatContent } from '../../components/charts/heat-option';
import type { ScatterContent } from '../../components/charts/scatter-option';
import type { Range } from '../../components/charts/whiskers';
import type { Formats } from '../../language/format';
import { type AskedKpi, figureOf, type GroupValue, numberOf, type Row } from './answer';
import { chartScale } from './chart-scale';
import { groupWords, keyWords } from './group-words';
import { isPeriodGroup, isTimeGroup, type Question } from './question';
import { groupColumns } from './table-rows';

/** Everything a chart is made from: the rows in the table's order, without totals. */
export interface Charted {
  readonly question: Question;
  readonly kpis: readonly AskedKpi[];
  readonly rows: readonly Row[];
  /** The KPI that is drawn. */
  readonly kpi: AskedKpi;
  /** Formats of UTC: periods are local already. */
  readonly formats: Formats;
  readonly t: TFunction;
}

/** A chart, and what it had to leave out. */
export interface ChartMade {
  readonly picture: ChartPicture;
  /** Rows or lines that are in the table only. */
  readonly leftOut: number;
}

const BARS_AT_MOST = 30;
const CELLS_AT_MOST = 6_000;

const entryOf = (row: Row, key: string): GroupValue | undefined => row.group.find((each) => each.key === key);

function wordsOf(row: Row, keys: readonly string[], { formats, t }: Pick<Charted, 'formats' | 't'>): string {
  const words = keys.flatMap((key) => {
    const entry = entryOf(row, key);
    return entry === undefined ? [] : [groupWords(entry, formats, t)];
  });
  return words.length === 0 ? t('analyse.whole') : words.join(', ');
}

const greatest = (rows: readonly Row[], id: string): number =>
  rows.reduce((max, row) => Math.max(max, Math.abs(numberOf(figureOf(row, id)) ?? 0)), 0);

/** The intervals of a KPI's figures, as they are drawn; nothing where none is known. */
function rangesOf(
  rows: readonly (Row | undefined)[],
  { kpi, t }: Charted,
  scale: ReturnType<typeof chartScale>,
): { readonly ranges?: readonly (Range | null)[]; readonly rangeName?: string } {
  const ranges = rows.map((row) => {
    const interval = row === undefined ? null : (figureOf(row, kpi.id)?.interval ?? null);
    const [low, high] = [scale.of(interval?.low ?? null), scale.of(interval?.high ?? null)];
    return low === null || high === null ? null : { low, high };
  });
  return ranges.every((range) => range === null) ? {} : { ranges, rangeName: t('analyse.intervalOf') };
}

const comparedOf = (row: Row, id: string): number | null => {
  const compared = figureOf(row, id)?.compared;
  return compared === undefined || compared === null || compared.noData || compared.suppressed ? null : compared.value;
};

const targetOf = (kpi: AskedKpi, scale: ReturnType<typeof chartScale>, t: TFunction) => {
  const target = scale.of(kpi.definition.target);
  return target === null
    ? {}
    : { target: { value: target, name: t('analyse.target', { value: scale.format(target) }) } };
};

type Line = readonly [name: string, rows: ReadonlyMap<string, Row>];

/** The rows of a chart over time, one line for each place or value of the split that has data. */
function timeLines(
  charted: Charted,
  time: string,
): { readonly times: readonly string[]; readonly lines: readonly Line[] } {
  const { question, rows, kpi } = charted;
  const others = groupColumns(question).filter((key) => key !== time);
  const lines = new Map<string, Map<string, Row>>();
  for (const row of rows) {
    const name = others.length === 0 ? kpi.name : wordsOf(row, others, charted);
    const line = lines.get(name) ?? new Map<string, Row>();
    lines.set(name, line.set(entryOf(row, time)?.value ?? '', row));
  }
  return {
    times: [...new Set(rows.map((row) => entryOf(row, time)?.value ?? ''))].sort(),
    // A line without data needs no colour.
    lines: [...lines].filter(([, line]) => [...line.values()].some((row) => numberOf(figureOf(row, kpi.id)) !== null)),
  };
}

/** Lines over time, one for each place or value of the split; a row without data is a gap. */
export function linesContent(charted: Charted): ChartMade {
  const { question, rows, kpi, formats, t } = charted;
  const time = question.by.find(isPeriodGroup) ?? question.by.find(isTimeGroup) ?? '';
  const { times, lines } = timeLines(charted, time);
  const entries = new Map(rows.map((row) => [entryOf(row, time)?.value ?? '', entryOf(row, time)]));
  const scale = chartScale(kpi.definition.unit, greatest(rows, kpi.id), formats, t);
  const drawn = lines.slice(0, SERIES_TONES);
  const valuesOf = (line: ReadonlyMap<string, Row>, of: (row: Row) => number | null) =>
    times.map((at) => {
      const row = line.get(at);
      return row === undefined ? null : scale.of(of(row));
    });
  const [only] = drawn.length === 1 ? drawn : [];
  // Several lines with their intervals could not be told apart.
  const { ranges, rangeName } =
    only === undefined
      ? {}
      : rangesOf(
          times.map((at) => only[1].get(at)),
          charted,
          scale,
        );
  const series: ChartSeries[] = drawn.map(([name, line], index) => ({
    name,
    kind: 'line',
    tone: index,
    values: valuesOf(line, (row) => numberOf(figureOf(row, kpi.id))),
    ...(ranges === undefined ? {} : { ranges }),
  }));
  if (question.compare !== null && only !== undefined)
    series.push({
      name: t(`analyse.against_${question.compare}`),
      kind: 'dashed',
      tone: 'soft',
      values: valuesOf(only[1], (row) => comparedOf(row, kpi.id)),
    });
  const look = { ...targetOf(kpi, scale, t), ...wholeOf(scale), ...(rangeName === undefined ? {} : { rangeName }) };
  const picture: ChartContent = {
    categoryName: keyWords(time, t),
    categories: times.map((at) => {
      const entry = entries.get(at);
      return entry === undefined ? at : groupWords(entry, formats, t);
    }),
    bands: [{ title: kpi.name, weight: 1, series, format: scale.format, ...look }],
  };
  return { picture, leftOut: lines.length - drawn.length };
}

const wholeOf = ({ isWhole }: ReturnType<typeof chartScale>) => (isWhole === true ? { isWhole } : {});

/** Horizontal bars of one KPI, in the table's order; with the compared figure beside it. */
export function barsContent(charted: Charted): ChartMade {
  const { question, rows, kpi, formats, t } = charted;
  const keys = groupColumns(question);
  const drawn = rows.slice(0, BARS_AT_MOST);
  const scale = chartScale(kpi.definition.unit, greatest(drawn, kpi.id), formats, t);
  const own = drawn.map((row) => scale.of(numberOf(figureOf(row, kpi.id))));
  const compared = drawn.map((row) => scale.of(comparedOf(row, kpi.id)));
  const isCompared = question.compare !== null && question.compare !== 'target';
  const { ranges, rangeName } = rangesOf(drawn, charted, scale);
  const picture: BarsContent = {
    shape: 'bars',
    categoryName: keys.map((key) => keyWords(key, t)).join(', '),
    categories: drawn.map((row) => wordsOf(row, keys, charted)),
    series: [
      { name: kpi.name, tone: 0, values: own, ...(ranges === undefined ? {} : { ranges }) },
      ...(isCompared
        ? [{ name: t(`analyse.against_${question.compare}`), tone: 'soft' as const, values: compared }]
        : []),
    ],
    isStacked: false,
    ...(rangeName === undefined ? {} : { rangeName }),
    format: scale.format,
    ...targetOf(kpi, scale, t),
  };
  return { picture, leftOut: rows.length - drawn.length };
}

/**
 * A heat map of two groups: time from left to right, otherwise the second group. Null where there are too many cells.
 */
export function heatContent(charted: Charted): ChartMade | null {
  const { question, rows, kpi, formats, t } = charted;
  const [first = '', second = ''] = question.by;
  const isFlipped = first === 'hour_of_day' || (isTimeGroup(first) && !isTimeGroup(second));
  const [y, x] = isFlipped ? [second, first] : [first, second];
  const valuesOf = (key: string): string[] => {
    const values = [...new Set(rows.map((row) => entryOf(row, key)?.value ?? ''))];
    return isTimeGroup(key) ? values.sort() : values;
  };
  const [down, across] = [valuesOf(y), valuesOf(x)];
  if (down.length * across.length > CELLS_AT_MOST) return null;
  const cells = new Map(rows.map((row) => [`${entryOf(row, y)?.value} ${entryOf(row, x)?.value}`, row]));
  const scale = chartScale(kpi.definition.unit, greatest(rows, kpi.id), formats, t);
  const named = (key: string, values: readonly string[]): string[] => {
    const entries = new Map(rows.map((row) => [entryOf(row, key)?.value ?? '', entryOf(row, key)]));
    return values.map((value) => groupWords(entries.get(value) ?? { key, value, label: value }, formats, t));
  };
  const picture: HeatContent = {
    shape: 'heat',
    rows: named(y, down),
    rowName: keyWords(y, t),
    columns: named(x, across),
    values: down.map((row) =>
      across.map((column) => {
        const cell = cells.get(`${row} ${column}`);
        return cell === undefined ? null : scale.of(numberOf(figureOf(cell, kpi.id)));
      }),
    ),
    valueName: kpi.name,
    format: scale.format,
  };
  return { picture, leftOut: 0 };
}

/** Two KPIs of each place against each other: the drawn one upwards, the other to the right. */
export function scatterContent(charted: Charted): ChartMade | null {
  const { question, kpis, rows, kpi, formats, t } = charted;
  const other = kpis.find(({ id }) => id !== kpi.id);
  if (other === undefined) return null;
  const keys = groupColumns(question);
  const [x, y] = [other, kpi].map(({ id, definition }) => chartScale(definition.unit, greatest(rows, id), formats, t));
  if (x === undefined || y === undefined) return null;
  const points = rows.flatMap((row) => {
    const [right, up] = [x.of(numberOf(figureOf(row, other.id))), y.of(numberOf(figureOf(row, kpi.id)))];
    return right === null || up === null ? [] : [{ name: wordsOf(row, keys, charted), x: right, y: up }];
  });
  const picture: ScatterContent = {
    shape: 'scatter',
    pointName: keys.map((key) => keyWords(key, t)).join(', '),
    points,
    x: { name: other.name, format: x.format },
    y: { name: kpi.name, format: y.format },
  };
  return { picture, leftOut: rows.length - points.length };
}
