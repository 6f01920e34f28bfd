import type { KpiUnit } from '#domain/kpi/catalogue-entry.js';

/**
 * What a column holds, and how its cells are given:
 * - `text`; `integer`; `number`; `share` (0.25 is a quarter); `seconds`, with fractions; `boolean`;
 * - `date`: a day of the calendar, as 2026-11-30;
 * - `local`: a time by a clock whose zone another column names, as 2026-11-30T09 or 2026-11-30T09:15;
 * - `moment`: Unix milliseconds; the row's zone (`zoneColumn`) says by which clock people read it.
 */
export type ColumnKind = 'text' | 'integer' | 'number' | 'share' | 'seconds' | 'date' | 'local' | 'moment' | 'boolean';

/** A value of a table; null is no data. Times and dates as ColumnKind says. */
export type Cell = string | number | boolean | null;
export type Row = readonly Cell[];

export interface Column {
  /** The same in every language: the header of what programs read. */
  readonly key: string;
  /** The header of what people read, in the file's language. */
  readonly label: string;
  readonly kind: ColumnKind;
  /** Rounds what people read. Without it the kind decides. */
  readonly unit?: KpiUnit;
  /** What the column means, in the file's language. */
  readonly definition?: string;
  /** The column that says why a cell is empty: `no_data` or `suppressed`. */
  readonly statusKey?: string;
  /** Left out where the page is narrow: the parts that a figure is made of. */
  readonly isDetail?: boolean;
}

/** A line of a file's notes: what was asked, how it is to be read, how many rows there are. */
export interface NoteLine {
  readonly key: string;
  readonly label: string;
  readonly value: string;
}

/** How a meaning is written beside the figures. */
export interface DefinitionLine {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly definition: string;
}

/** A table on its way into a file. Its rows can be read once. */
export interface ExportTable {
  /** Of the file's first page, in the file's language. */
  readonly title: string;
  readonly columns: readonly Column[];
  /** In batches, so that a writer can pause between them. */
  readonly rows: AsyncIterable<readonly Row[]>;
  /** How many rows there are; known before the first is read. */
  readonly rowCount: number;
  readonly notes: readonly NoteLine[];
  readonly definitions: readonly DefinitionLine[];
  /** The column that names each row's time zone; absent: `timeZone` is that of all rows. */
  readonly zoneColumn?: number;
  readonly timeZone: string;
  /** What is known after the last row: their number and the hash of their canonical text. */
  trailer(): readonly NoteLine[];
}
