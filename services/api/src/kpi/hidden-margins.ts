import { HIDDEN, type KpiRow } from './kpi-table.js';

type Keys = KpiRow['group'];

/** The name of a row among those with the same groups. */
export const rowName = (group: Keys): string => JSON.stringify(group.map(({ key, value }) => [key, value]));

/** Whether the figures of a row may not be shown. */
export const isHidden = ({ values }: KpiRow): boolean => values.some(({ suppressed }) => suppressed);

/** A row without its figures. */
export const hiddenRow = (row: KpiRow): KpiRow => ({ ...row, values: row.values.map(({ id }) => ({ id, ...HIDDEN })) });

/**
 * Hides figures beside rows that are sums over rows of which some are hidden: of a region beside its centres. A sum is
 * hidden for just those values of a split of which a row under it is hidden; then it says nothing of hidden rows.
 * @param margins rows by some of the groups of `rows`
 * @param keysOf the groups of a row by which it is part of a margin
 */
export function hideMargins(
  margins: readonly KpiRow[],
  rows: readonly KpiRow[],
  keysOf: (row: KpiRow) => Keys,
): readonly KpiRow[] {
  const names = new Set(margins[0]?.group.map(({ key }) => key));
  const above = (row: KpiRow): string => rowName(keysOf(row).filter(({ key }) => names.has(key)));
  const telling = new Set(rows.filter(isHidden).map(above));
  if (telling.size === 0) return margins;
  return margins.map((margin) => (telling.has(rowName(margin.group)) ? hiddenRow(margin) : margin));
}
