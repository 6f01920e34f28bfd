import { HIDDEN, type KpiRow } from './kpi-table.js';

type Keys = KpiRow['group'];

/** The name of a row among those with the same groups. */
export const rowName = (group: Keys): string => JSON.stringify(group.map(({ key, value }) => [key, value]));

const isHidden = ({ values }: KpiRow): boolean => values.some(({ suppressed }) => suppressed);

/**
 * Hides figures that are sums over rows of which some are hidden: the sum less the rows that are shown would tell of
 * them. A sum is hidden for just those values of the split of which a row under it is hidden. A place and period with
 * several values of a split never has just one of them hidden (`hideSmallCells`), so no sum over it has just one
 * either, and the figures without the split, which anybody may ask for, do not tell them. Thus no hidden figure is the
 * only unknown of any sum.
 * @param margins rows by some of the groups of `rows`
 * @param keysOf the groups of a row by which it is part of a margin
 */
export function hideMargins(
  margins: readonly KpiRow[],
  rows: readonly KpiRow[],
  keysOf: (row: KpiRow) => Keys = ({ group }) => group,
): readonly KpiRow[] {
  const names = new Set(margins[0]?.group.map(({ key }) => key));
  const above = (row: KpiRow): string => rowName(keysOf(row).filter(({ key }) => names.has(key)));
  const telling = new Set(rows.filter(isHidden).map(above));
  if (telling.size === 0) return margins;
  return margins.map((margin) =>
    telling.has(rowName(margin.group))
      ? { ...margin, values: margin.values.map(({ id }) => ({ id, ...HIDDEN })) }
      : margin,
  );
}
