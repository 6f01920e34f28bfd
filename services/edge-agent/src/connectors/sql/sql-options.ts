import type { Mapping } from '../../mapping/mapping-schema.js';
import type { DatabaseKind } from './dialects.js';
import type { SourceShape } from './sql-statements.js';

/** What a SQL connector reads, and how. */
export interface SqlOptions {
  readonly name: string;
  readonly database: DatabaseKind;
  /** Address with user and password. */
  readonly url: string;
  readonly source: SourceShape['source'];
  readonly key: readonly string[];
  readonly orderBy: string;
  /** Of a time that is a number. */
  readonly orderByUnit: 'seconds' | 'milliseconds' | undefined;
  readonly mapping: Mapping;
  readonly mappingPath: string;
  /** Where reading begins, Unix milliseconds; undefined: with the day of the first start. */
  readonly fromMs: number | undefined;
  readonly everySeconds: number;
  readonly overlapSeconds: number;
  /** For how long rows are read again that the source may still add to, hours. */
  readonly rereadHours: number;
  readonly rereadSeconds: number;
  /** What a row means that the source has deleted while its visit was open. */
  readonly deletedRows: 'report' | 'void';
  /** The local time after which the rows of the day before are counted, minutes after midnight. */
  readonly countMinute: number;
  readonly statementSeconds: number;
}

/** The source without its password, for people. */
export function titleOf({ database, url, source }: Pick<SqlOptions, 'database' | 'url' | 'source'>): string {
  const what = 'table' in source ? source.table : 'the query';
  try {
    const { host, pathname } = new URL(url);
    return `${what} of ${database} at ${host}${pathname}`;
  } catch {
    return `${what} of ${database}`;
  }
}
