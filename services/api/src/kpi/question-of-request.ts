import type { KpiQuestion } from '#domain/kpi/question.js';
import type { KpiRequest } from '../gql/schema-types.js';

/** The question of a GraphQL request: one filter for each key, and nothing where GraphQL has null. */
export function questionOfRequest(request: KpiRequest): KpiQuestion {
  const { ids, from, to, period, by, where, split, compare, exact, totals, intervals, withEmpty, zone } = request;
  const values = new Map<string, string[]>();
  for (const { key, value } of where) values.set(key, [...(values.get(key) ?? []), value]);
  return {
    ids,
    from: from ?? undefined,
    to: to ?? undefined,
    period: period ?? undefined,
    by,
    where: [...values].map(([key, list]) => ({ key, values: list })),
    split: split ?? undefined,
    compare: compare ?? undefined,
    exact,
    totals,
    intervals,
    withEmpty,
    zone,
  };
}
