import type { BarsContent } from '../../components/charts/bars-option';
import type { Row } from './answer';
import type { Charted, ChartMade } from './chart-content';
import { durationsContent, nameOf } from './durations-content';
import { keyWords } from './group-words';
import { groupColumns } from './table-rows';

const BARS_AT_MOST = 30;
const ANSWERS = [1, 2, 3, 4, 5] as const;

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

/** The distribution of the drawn KPI's durations, or of the first KPI that has one; otherwise that of ratings. */
export const distributionContent = (charted: Charted): ChartMade | null =>
  durationsContent(charted) ?? ratingsContent(charted);
