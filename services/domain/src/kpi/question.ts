import type { PeriodName } from '../calendar/period-names.js';
import type { KpiGroup } from './kpi-groups.js';
import type { KpiSplit } from './kpi-splits.js';

/** What a figure may be compared with. */
export const COMPARISONS = ['before', 'year', 'region', 'network', 'target'] as const;
export type KpiComparison = (typeof COMPARISONS)[number];

/**
 * By whose clock days and hours are told: each centre's own, or the network's. `from` and `to` are by the same clock, so
 * that a figure does not depend on how the question is grouped.
 */
export const KPI_ZONES = ['centre', 'network'] as const;
export type KpiZone = (typeof KPI_ZONES)[number];

/** A question for a table of KPIs, as it is saved, sent and hashed: plain JSON. */
export interface KpiQuestion {
  /** Ids of the catalogue, each with an optional parameter. */
  readonly ids: readonly string[];
  /** ISO dates or date-times by the clock of `zone`, `to` exclusive; or `period`, which is named by the network's. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly period?: PeriodName | undefined;
  readonly by: readonly KpiGroup[];
  readonly where: readonly { readonly key: string; readonly values: readonly string[] }[];
  readonly split?: KpiSplit | undefined;
  readonly compare?: KpiComparison | undefined;
  readonly exact: boolean;
  readonly totals: boolean;
  /** Whether means have their intervals too, for which histograms are read. Absent: they have none. */
  readonly intervals?: boolean | undefined;
  /** Whether periods and places without data have rows; absent: they have. */
  readonly withEmpty?: boolean | undefined;
  /** Absent: centre. */
  readonly zone?: KpiZone | undefined;
}

/** By the order of code units, the same on every machine. */
const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** One way to write a moment: midnight is the date alone, a full minute has no seconds. */
const shortMoment = (text: string): string =>
  text
    .trim()
    .replace(/(T\d\d)$/, '$1:00')
    .replace(/(T\d\d:\d\d):00(\.0{1,3})?$/, '$1')
    .replace(/T00:00$/, '');

function canonicalFilters(where: KpiQuestion['where']): KpiQuestion['where'] {
  const values = new Map<string, Set<string>>();
  for (const { key, values: wanted } of where) {
    const known = values.get(key) ?? new Set<string>();
    values.set(key, known);
    for (const value of wanted) known.add(value);
  }
  return [...values]
    .map(([key, known]) => ({ key, values: [...known].sort(inOrder) }))
    .sort((a, b) => inOrder(a.key, b.key));
}

/**
 * The one text of a question: JSON with sorted keys, sorted filters and values, without what is as always. Questions
 * with the same text have the same rows in the same order; the order of KPIs and groups is part of a question.
 */
export function canonicalQuestion(question: KpiQuestion): string {
  const { ids, from, to, period, by, where, split, compare, exact, totals, intervals, withEmpty, zone } = question;
  // Keys in their order.
  return JSON.stringify({
    by: by.length === 0 ? undefined : by,
    compare,
    exact: exact || undefined,
    from: from === undefined ? undefined : shortMoment(from),
    ids: ids.map((id) => id.trim()),
    intervals: intervals || undefined,
    period,
    split,
    to: to === undefined ? undefined : shortMoment(to),
    totals: totals || undefined,
    where: where.length === 0 ? undefined : canonicalFilters(where),
    withEmpty: withEmpty === false ? false : undefined,
    zone: zone === 'network' ? zone : undefined,
  });
}
