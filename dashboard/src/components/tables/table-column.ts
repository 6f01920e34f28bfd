import type { ReactNode } from 'react';
import type { SortKey } from './sort-rows';

/** One column of a table. The first column of a table holds the headers of its rows. */
export interface TableColumn<Row> {
  /** Unique in the table. */
  readonly id: string;
  readonly header: string;
  /** The content of a cell. */
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand at the end of their column. */
  readonly isNumber?: boolean;
  /** Left out on narrow screens. */
  readonly isWideOnly?: boolean;
  /** More classes for a cell, as for a state. */
  readonly cellClass?: (row: Row) => string | undefined;
  /** Given: readers can sort by this column. Numbers start with the largest. */
  readonly sortBy?: (row: Row) => SortKey;
}

/**
 * What a table shows. "Not loaded", "no data", "too old" and "not permitted" are said in words of their own; only
 * rows that were loaded may be none.
 */
export type TableContent<Row> =
  | { readonly state: 'loaded'; readonly rows: readonly Row[] }
  | { readonly state: 'not_loaded' | 'no_data' | 'stale' | 'hidden'; readonly words: string };

/** Rows that are known. */
export const loadedRows = <Row>(rows: readonly Row[]): TableContent<Row> => ({ state: 'loaded', rows });

/** The classes of a column's cells. */
export function columnClass(column: Pick<TableColumn<never>, 'isNumber' | 'isWideOnly'>): string | undefined {
  const names = [column.isNumber ? 'number' : '', column.isWideOnly ? 'wide' : ''].filter((name) => name !== '');
  return names.length === 0 ? undefined : names.join(' ');
}
