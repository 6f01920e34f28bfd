import type { ChartContent } from '../../components/charts/chart-option';
import { SERIES_TONES } from '../../components/charts/chart-theme';
import { type Figure, figureOf, type Row } from './answer';
import type { Charted, ChartMade } from './chart-content';
import { groupWords } from './group-words';
import { groupColumns } from './table-rows';

/** What a row is of, in words. */
export function nameOf(row: Row, { question, formats, t }: Pick<Charted, 'question' | 'formats' | 't'>): string {
  const words = groupColumns(question).flatMap((key) => {
    const entry = row.group.find((each) => each.key === key);
    return entry === undefined ? [] : [groupWords(entry, formats, t)];
  });
  return words.length === 0 ? t('analyse.whole') : words.join(', ');
}

type Bins = NonNullable<Figure['bins']>;

/** Steps of a distribution's bars, seconds. */
const STEPS = [1, 5, 10, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 86_400];
const BARS_AT_MOST = 24;
/** Durations above this share are one last bar, so that a few do not press all others together. */
const SHOWN_SHARE = 0.99;

const numberIn = (bins: Bins): number => bins.reduce((sum, { n }) => sum + n, 0);

/** The duration that all but the longest hundredth do not exceed: the upper border of its bin. */
function shownUpTo(bins: Bins): number {
  const wanted = numberIn(bins) * SHOWN_SHARE;
  let before = 0;
  for (const { to, n } of bins) {
    before += n;
    if (before >= wanted) return to;
  }
  return 0;
}

/**
 * The share of durations in each of equal steps, and above the last one. Bins are narrower than the steps nearly
 * everywhere; one that crosses a border counts on both sides by its width there.
 */
export function sharesByStep(bins: Bins, step: number, steps: number): readonly number[] {
  const all = numberIn(bins);
  const sums = new Array<number>(steps + 1).fill(0);
  for (const { from, to, n } of bins) {
    const first = Math.min(steps, Math.floor(from / step));
    const last = to > from ? Math.min(steps, Math.ceil(to / step) - 1) : first;
    for (let at = first; at <= last; at += 1) {
      const end = at === steps ? Number.POSITIVE_INFINITY : (at + 1) * step;
      const part = to > from ? (Math.min(to, end) - Math.max(from, at * step)) / (to - from) : 1;
      sums[at] = (sums[at] ?? 0) + n * part;
    }
  }
  return sums.map((sum) => (all === 0 ? 0 : sum / all));
}

/** The step with which durations up to `max` seconds have at most so many bars. */
const stepFor = (max: number): number => STEPS.find((step) => max / step <= BARS_AT_MOST) ?? max / BARS_AT_MOST;

/**
 * How long waits, services or visits are: the share of each row's durations in equal steps of time, from the bins of
 * the histogram. Null where no KPI has a distribution of durations.
 */
export function durationsContent(charted: Charted): ChartMade | null {
  const { kpis, rows, kpi, formats, t } = charted;
  const hasBins = (id: string): boolean => rows.some((row) => (figureOf(row, id)?.bins ?? []).length > 0);
  const drawnKpi = [kpi, ...kpis].find(({ id }) => hasBins(id));
  if (drawnKpi === undefined) return null;
  const known = rows.flatMap((row) => {
    const bins = figureOf(row, drawnKpi.id)?.bins ?? [];
    return bins.length === 0 ? [] : [{ row, bins }];
  });
  const drawn = known.slice(0, SERIES_TONES);
  const step = stepFor(Math.max(1, ...drawn.map(({ bins }) => shownUpTo(bins))));
  const steps = Math.max(1, Math.ceil(Math.max(...drawn.map(({ bins }) => shownUpTo(bins))) / step));
  const words = (seconds: number): string =>
    step < 60
      ? t('analyse.seconds', { s: formats.short(seconds) })
      : t('analyse.minutes', { m: formats.short(seconds / 60) });
  const picture: ChartContent = {
    categoryName: t('analyse.duration'),
    categories: Array.from({ length: steps + 1 }, (_, at) =>
      at === steps
        ? t('analyse.fromDuration', { from: words(at * step) })
        : `${words(at * step)} – ${words((at + 1) * step)}`,
    ),
    bands: [
      {
        title: drawnKpi.name,
        weight: 1,
        format: formats.shortShare,
        series: drawn.map(({ row, bins }, index) => ({
          name: nameOf(row, charted),
          kind: drawn.length === 1 ? ('bar' as const) : ('line' as const),
          tone: index,
          values: sharesByStep(bins, step, steps),
        })),
      },
    ],
  };
  return { picture, leftOut: known.length - drawn.length };
}
