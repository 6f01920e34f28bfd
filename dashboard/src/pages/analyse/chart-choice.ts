import type { Answer, AskedKpi } from './answer';
import { type ChartKind, isPeriodGroup, isTimeGroup, type Question } from './question';

const CLOUD_POINTS = 3;

/** Whether a figure has a distribution: of ratings, or of durations. */
const hasDistribution = ({ rows }: Answer): boolean =>
  rows.some(({ values }) => values.some(({ distribution, bins }) => (distribution ?? bins ?? []).length > 0));

/**
 * The charts that fit a question and its answer, the best first: lines over time, a heat map of two groups, bars of
 * places, how ratings or waits are distributed, and two KPIs against each other.
 */
export function fittingCharts(question: Question, answer: Answer, kpis: readonly AskedKpi[]): readonly ChartKind[] {
  const { by, split } = question;
  const dimensions = by.length + (split === null ? 0 : 1);
  const periods = by.filter(isPeriodGroup).length;
  const isCycles = by.length === 2 && by.every((group) => isTimeGroup(group) && !isPeriodGroup(group));
  const isPair = by.length === 2 && split === null;
  const isCloud = kpis.length >= 2 && periods === 0 && dimensions > 0 && answer.rows.length >= CLOUD_POINTS;
  const fits: readonly (readonly [ChartKind, boolean])[] = [
    ['lines', periods === 1 && dimensions <= 3],
    ['heat', isCycles],
    ['bars', dimensions > 0 && periods === 0 && !isCycles],
    ['distribution', hasDistribution(answer)],
    ['heat', isPair && !isCycles],
    ['scatter', isCloud],
  ];
  return fits.flatMap(([kind, isFit]) => (isFit && answer.rows.length > 0 ? [kind] : []));
}
