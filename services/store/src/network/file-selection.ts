import type { KpiQuery } from '../kpi/kpi-query.js';
import type { Parameters } from '../kpi/kpi-sql.js';

/** Which rows a file has. */
export interface FileSelection {
  /** The period by the clock, and the filters. */
  readonly query: KpiQuery;
  /** The same period, Unix milliseconds, `to` exclusive. */
  readonly from: number;
  readonly to: number;
}

/** SQL: a moment lies in the period. */
export const inPeriod = (moment: string, { from, to }: FileSelection, p: Parameters): string =>
  `${moment} >= ${p.add(new Date(from))}::timestamptz AND ${moment} < ${p.add(new Date(to))}::timestamptz`;

/** SQL: the filters, each over the column of its key; a key without a column fits nothing. */
export const filteredBy = (
  { query }: FileSelection,
  columns: Readonly<Record<string, string>>,
  p: Parameters,
): readonly string[] =>
  query.filters.map(({ key, values }) => `${columns[key] ?? 'NULL'} = ANY(${p.add(values)}::text[])`);
