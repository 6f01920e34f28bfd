import type { Scope } from '#domain/access/viewer.js';
import type { Words } from '#domain/kpi/catalogue-entry.js';
import type { Database } from '#platform/postgres/database.js';
import type { PackedColumns } from '#platform/postgres/packed-rows.js';
import type { FileSelection } from '#store/network/file-selection.js';
import type { FileKind } from '../file-question.js';
import type { Spec } from './source-table.js';

/** Rows of a store for a file, in one transaction. */
interface RowReading {
  /** Their number, counted up to one more than `most`. */
  count(scope: Scope, selection: FileSelection, most: number): Promise<number>;
  /** Packed rows. @param count what `count` found: it decides in which pieces they are read */
  rows(scope: Scope, selection: FileSelection, count: number): AsyncIterable<readonly string[]>;
}

/** A kind of file that is read row by row. */
export interface RowSource<Record extends object> {
  /** As addresses and file names have it. */
  readonly name: FileKind;
  readonly title: Words;
  /** Which moment puts a row into the period. */
  readonly clock: Words;
  /** Of the packed rows that are read. */
  readonly packed: PackedColumns<keyof Record & string>;
  readonly columns: readonly Spec<Record>[];
  /** By what the rows can be filtered. */
  readonly filters: readonly string[];
  /** Holds what single officers and visitors did. */
  readonly needsPermission: boolean;
  readonly open: (reading: Database) => RowReading;
}
