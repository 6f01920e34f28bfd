import type { BarsContent } from '../../components/charts/bars-option';
import type { ChartContent } from '../../components/charts/chart-option';
import { SERIES_TONES } from '../../components/charts/chart-theme';
import { figureOf, numberOf, type Row } from './answer';
import { limitsOf } from './chart-choice';
import type { Charted, ChartMade } from './chart-content';
import { groupWords, keyWords } from './group-words';
import { groupColumns } from './table-rows';

const BARS_AT_MOST = 30;
const ANSWERS = [1, 2, 3, 4, 5] as const;

const nameOf = (row: Row, { question, formats, t }: Charted): string => {
  const words = groupColumns(question).flatMap((key) => {
    const entry = row.group.find((each) => each.key === key);
    return entry === undefined ? [] : [groupWords(entry, formats, t)];
  });
  return words.length === 0 ? t('analyse.whole') : words.join(', ');
};

/** How ratings are distributed, as shares of each row's answers; rows without answers have no bar. */
function ratingsContent(charted: Charted): ChartMade | null {
  const { question, rows, formats, t } = charted;
  const answersOf = (row: Row): readonly number[] =>
    row.values.find(({ distribution }) => (distribution?.length ?? 0) > 0)?.distribution ?? [];
  const drawn = rows.slice(0, BARS_AT_MOST).map((row) => ({ row, answers: answersOf(row) }));
  if (drawn.every(({ answers }) => answers.length === 0)) return null;
  const picture: BarsContent = {
    shape: 'bars',
    categoryName:
      groupColumns(question)
        .map((key) => keyWords(key, t))
        .join(', ') || t('analyse.whole'),
    categories: drawn.map(({ row }) => nameOf(row, charted)),
    series: ANSWERS.map((value, at) => ({
      name: t('analyse.answer', { value }),
      tone: at,
      values: drawn.map(({ answers }) => {
        const all = answers.reduce((sum, n) => sum + n, 0);
        return all === 0 ? null : (answers[at] ?? 0) / all;
      }),
    })),
    isStacked: true,
    max: 1,
    format: formats.shortShare,
  };
  return { picture, leftOut: rows.length - drawn.length };
}

/** The share that was called within each limit: the distribution of waits, from the same histograms as percentiles. */
function waitsContent(charted: Charted): ChartMade {
  const { question, rows, formats, t } = charted;
  const limits = limitsOf(question.ids);
  const drawn = rows.slice(0, SERIES_TONES);
  const picture: ChartContent = {
    categoryName: t('analyse.calledWithin'),
    categories: limits.map((limit) => t('analyse.minutes', { m: formats.short(limit / 60) })),
    bands: [
      {
        title: t('analyse.calledWithin'),
        weight: 1,
        max: 1,
        format: formats.shortShare,
        series: drawn.map((row, index) => ({
          name: nameOf(row, charted),
          kind: 'line' as const,
          tone: index,
          values: limits.map((limit) => numberOf(figureOf(row, `service_level:${limit}`))),
        })),
      },
    ],
  };
  return { picture, leftOut: rows.length - drawn.length };
}

/** The distribution of ratings, or of waits where the question asks for enough limits. */
export const distributionContent = (charted: Charted): ChartMade | null =>
  ratingsContent(charted) ?? waitsContent(charted);
