/** What a row is sorted by in one column; null is "no data" or "not known". */
export type SortKey = string | number | null;

/** A column and the direction in which its rows stand. */
export interface Sorting {
  readonly columnId: string;
  readonly isDescending: boolean;
}

/** The rows in order of a key. Equal rows keep their order; rows without data come last in both directions. */
export function sortRows<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => SortKey,
  isDescending: boolean,
): readonly Row[] {
  const sign = isDescending ? -1 : 1;
  return rows
    .map((row) => ({ row, key: keyOf(row) }))
    .sort((a, b) => {
      if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
      return sign * compareKeys(a.key, b.key);
    })
    .map(({ row }) => row);
}

function compareKeys(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
}

/**
 * What a press on a column's header leads to: the column's own order, then the other direction, then the rows as
 * given.
 */
export function nextSorting(sorting: Sorting | null, columnId: string, startsDescending: boolean): Sorting | null {
  if (sorting?.columnId !== columnId) return { columnId, isDescending: startsDescending };
  return sorting.isDescending === startsDescending ? { columnId, isDescending: !startsDescending } : null;
}
