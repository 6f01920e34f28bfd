import { type BarsContent, barsOption } from './bars-option';
import { type ChartContent, chartOption } from './chart-option';
import type { ChartTheme, Tone } from './chart-theme';
import type { ChartOption } from './echarts-option';
import { type HeatContent, heatOption } from './heat-option';
import { type ScatterContent, scatterOption } from './scatter-option';
import type { Range } from './whiskers';

/** What a chart shows, without its looks: bands over one axis, horizontal bars, a heat map, or points. */
export type ChartPicture = ChartContent | BarsContent | HeatContent | ScatterContent;

/** The ECharts option of a picture, in a box of `width` x `height` pixels. Pure. */
export function pictureOption(picture: ChartPicture, theme: ChartTheme, width: number, height: number): ChartOption {
  if (!('shape' in picture)) return chartOption(picture, theme, width, height);
  switch (picture.shape) {
    case 'bars':
      return barsOption(picture, theme);
    case 'heat':
      return heatOption(picture, theme, width);
    case 'scatter':
      return scatterOption(picture, theme);
  }
}

/** What a key has to explain: nothing where there is one series. */
export interface KeyEntry {
  readonly name: string;
  readonly kind: 'bar' | 'line' | 'dashed' | 'step';
  readonly tone: Tone;
}

/** The entries of a picture's key; bands of one series each are named by their titles. */
export function keyOf(picture: ChartPicture): readonly KeyEntry[] {
  const series =
    'shape' in picture
      ? picture.shape === 'bars'
        ? picture.series.map(({ name, tone }) => ({ name, tone, kind: 'bar' as const }))
        : []
      : picture.bands.flatMap((band) => band.series);
  return series.length < 2 ? [] : series;
}

/** A picture's figures as a table: texts as they are shown, "no data" as a dash. */
export interface PictureTable {
  readonly categoryName: string;
  readonly categories: readonly string[];
  readonly columns: readonly { readonly name: string; readonly cells: readonly string[] }[];
}

const NOTHING = '–';
const written = (value: number | null | undefined, format: (value: number) => string): string =>
  value === null || value === undefined ? NOTHING : format(value);

/** The intervals of a series as a column beside it. */
const rangeColumn = (
  ranges: readonly (Range | null)[] | undefined,
  name: string | undefined,
  format: (value: number) => string,
): PictureTable['columns'] =>
  ranges === undefined || name === undefined
    ? []
    : [{ name, cells: ranges.map((range) => (range ? `${format(range.low)} – ${format(range.high)}` : NOTHING)) }];

/** The table that stands for a picture. */
export function pictureTable(picture: ChartPicture): PictureTable {
  if (!('shape' in picture)) {
    const { categories, categoryName, bands } = picture;
    const columns = bands.flatMap(({ series, format, rangeName }) =>
      series.flatMap(({ name, values, ranges }) => [
        { name, cells: categories.map((_, at) => written(values[at], format)) },
        ...rangeColumn(ranges, rangeName, format),
      ]),
    );
    return { categoryName, categories, columns };
  }
  switch (picture.shape) {
    case 'bars': {
      const { categories, categoryName, format } = picture;
      const cells = (values: readonly (number | null)[]) => categories.map((_, at) => written(values[at], format));
      const columns = picture.series.flatMap(({ name, values, ranges }) => [
        { name, cells: cells(values) },
        ...rangeColumn(ranges, picture.rangeName, format),
      ]);
      return { categoryName, categories, columns };
    }
    case 'heat': {
      const { rows, rowName, format } = picture;
      const columns = picture.columns.map((name, x) => ({
        name,
        cells: rows.map((_, y) => written(picture.values[y]?.[x], format)),
      }));
      return { categoryName: rowName, categories: rows, columns };
    }
    case 'scatter': {
      const { points, pointName, x, y } = picture;
      const columns = [
        { name: x.name, cells: points.map((point) => x.format(point.x)) },
        { name: y.name, cells: points.map((point) => y.format(point.y)) },
      ];
      return { categoryName: pointName, categories: points.map(({ name }) => name), columns };
    }
  }
}
