/**
 * What a column has, as far as it matters for reading in order. instant: a moment with its offset; local: date and time
 * by the wall clock of the source.
 */
export type ColumnKind = 'instant' | 'local' | 'number' | 'other';

export interface SourceColumn {
  readonly name: string;
  readonly kind: ColumnKind;
}

/** A value of a parameter. Texts of moments have the form of the database. */
export type SqlValue = string | number | bigint;

export interface Statement {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** Values of a row as text, in the order of the statement's columns; an instant has its offset. */
export type SourceRow = readonly (string | null)[];

/**
 * One read-only session with a database that is not Mnara's. Every statement has a time limit and waits for no lock
 * longer than a few seconds; every failure is an error of the driver.
 */
export interface SourceSession {
  /** The columns of the rows that a statement gives. */
  columns(statement: Statement): Promise<readonly SourceColumn[]>;
  rows(statement: Statement): Promise<readonly SourceRow[]>;
  /** The clock of the database, Unix milliseconds. */
  nowMs(): Promise<number>;
  close(): Promise<void>;
}

export interface SessionOptions {
  /** Address with user and password. */
  readonly url: string;
  readonly statementSeconds: number;
  /** Names the session in the database's list of sessions. */
  readonly applicationName: string;
}
