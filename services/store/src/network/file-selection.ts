import type { Filter } from '../kpi/kpi-query.js';
import type { Parameters } from '../kpi/kpi-sql.js';

/** Which rows a file has: a period, `to` exclusive, and filters. */
export interface FileSelection {
  /** By the network's clock: 2026-11-24T00:00:00. */
  readonly from: string;
  readonly to: string;
  /** The same, Unix milliseconds. */
  readonly fromAt: number;
  readonly toAt: number;
  readonly filters: readonly Filter[];
}

/** SQL: a moment lies in the period. */
export const inPeriod = (
  moment: string,
  { fromAt, toAt }: Pick<FileSelection, 'fromAt' | 'toAt'>,
  p: Parameters,
): string =>
  `${moment} >= ${p.add(new Date(fromAt))}::timestamptz AND ${moment} < ${p.add(new Date(toAt))}::timestamptz`;

/** SQL: the filters, each over the column of its key; a key without a column fits nothing. */
export const filteredBy = (
  { filters }: FileSelection,
  columns: Readonly<Record<string, string>>,
  p: Parameters,
): readonly string[] => filters.map(({ key, values }) => `${columns[key] ?? 'NULL'} = ANY(${p.add(values)}::text[])`);
