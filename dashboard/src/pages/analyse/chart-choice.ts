import type { Answer, AskedKpi } from './answer';
import { type ChartKind, isPeriodGroup, isTimeGroup, type Question } from './question';

const LIMIT_ID = /^service_level:(\d+(?:\.\d+)?)$/;
/** Fewer points than this are no curve. */
const CURVE_POINTS = 3;
const CLOUD_POINTS = 3;

/** The limits in seconds, ascending, of the service levels that a question asks for. */
export const limitsOf = (ids: readonly string[]): readonly number[] =>
  ids
    .flatMap((id) => LIMIT_ID.exec(id)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);

const hasRatings = (answer: Answer): boolean =>
  answer.rows.some(({ values }) => values.some(({ distribution }) => (distribution?.length ?? 0) > 0));

/**
 * The charts that fit a question and its answer, the best first: lines over time, a heat map of two groups, bars of
 * places, how ratings or waits are distributed, and two KPIs against each other.
 */
export function fittingCharts(question: Question, answer: Answer, kpis: readonly AskedKpi[]): readonly ChartKind[] {
  const { by, split, ids } = question;
  const dimensions = by.length + (split === null ? 0 : 1);
  const periods = by.filter(isPeriodGroup).length;
  const isCycles = by.length === 2 && by.every((group) => isTimeGroup(group) && !isPeriodGroup(group));
  const isPair = by.length === 2 && split === null;
  const hasSpread = hasRatings(answer) || limitsOf(ids).length >= CURVE_POINTS;
  const isCloud = kpis.length >= 2 && periods === 0 && dimensions > 0 && answer.rows.length >= CLOUD_POINTS;
  const fits: readonly (readonly [ChartKind, boolean])[] = [
    ['lines', periods === 1 && dimensions <= 3],
    ['heat', isCycles],
    ['bars', dimensions > 0 && periods === 0 && !isCycles],
    ['distribution', hasSpread],
    ['heat', isPair && !isCycles],
    ['scatter', isCloud],
  ];
  return fits.flatMap(([kind, isFit]) => (isFit && answer.rows.length > 0 ? [kind] : []));
}
