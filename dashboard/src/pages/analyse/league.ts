import { type AskedKpi, figureOf, numberOf, type Row } from './answer';
import { isTimeGroup, type Order, type Question } from './question';
import { type Contestant, type Rank, ranksOf } from './ranks';

/** The ranks of places by one KPI. */
export interface League {
  readonly kpi: AskedKpi;
  readonly rankOf: (row: Row) => Rank | null;
  readonly size: number;
  /** Whether the figures' noise is known: otherwise ranks may be noise, and the screen says so. */
  readonly hasIntervals: boolean;
}

/**
 * The league of an answer: one group of places or services, and a KPI that has a better side: the one that the rows are
 * ordered by, or the first. Null where there is nothing to rank. Rows that are hidden or have no data have no rank.
 */
export function leagueOf(
  question: Question,
  kpis: readonly AskedKpi[],
  rows: readonly Row[],
  order: Order | null,
): League | null {
  const [group] = question.by;
  if (question.by.length !== 1 || question.split !== null || group === undefined || isTimeGroup(group)) return null;
  const kpi =
    kpis.find(({ id }) => id === order?.columnId) ?? kpis.find(({ definition }) => definition.direction !== 'neutral');
  if (kpi === undefined || kpi.definition.direction === 'neutral') return null;
  const entries: readonly Contestant[] = rows.flatMap((row) => {
    const figure = figureOf(row, kpi.id);
    const value = numberOf(figure);
    return value === null ? [] : [{ key: keyOf(row), value, interval: figure?.interval ?? null }];
  });
  if (entries.length < 2) return null;
  const ranks = ranksOf(entries, kpi.definition.direction === 'higher_is_better');
  return {
    kpi,
    rankOf: (row) => ranks.get(keyOf(row)) ?? null,
    size: entries.length,
    hasIntervals: entries.some(({ interval }) => interval !== null),
  };
}

const keyOf = (row: Row): string => row.group[0]?.value ?? '';
