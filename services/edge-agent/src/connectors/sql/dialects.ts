import type { ColumnKind, SqlValue } from './source-session.js';

/** How a database writes what the connector asks for. */
export interface Dialect {
  /** Quotes the name of a column or a table. */
  readonly quote: (name: string) => string;
  /** @param number of the parameter in its statement, from 1 */
  readonly parameter: (number: number, kind: ColumnKind) => string;
  /** How a column is selected, so that it comes as text of a known form. */
  readonly selected: (quoted: string, kind: ColumnKind) => string;
  /** @param select what follows SELECT, without the word */
  readonly limited: (select: string, limit: number) => string;
  /** A moment of UTC, or a wall-clock time as if it were UTC, as a value to compare a column with. */
  readonly moment: (ms: number, kind: ColumnKind) => SqlValue;
  /** A value that was read, as a value to compare a column with. */
  readonly compared: (text: string, kind: ColumnKind) => SqlValue;
}

/** 2026-01-05 08:00:00.000 */
const plain = (ms: number): string => new Date(ms).toISOString().slice(0, -1).replace('T', ' ');

const integerOr = (text: string, kind: ColumnKind): SqlValue =>
  kind === 'number' && /^-?\d+$/.test(text) ? BigInt(text) : text;

const postgresql: Dialect = {
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  parameter: (number) => `$${number}`,
  selected: (quoted) => quoted,
  limited: (select, limit) => `SELECT ${select} LIMIT ${limit}`,
  moment: (ms, kind) => (kind === 'instant' ? `${plain(ms)}+00` : plain(ms)),
  compared: (text) => text,
};

const mysql: Dialect = {
  quote: (name) => `\`${name.replaceAll('`', '``')}\``,
  parameter: () => '?',
  selected: (quoted) => quoted,
  limited: (select, limit) => `SELECT ${select} LIMIT ${limit}`,
  moment: plain,
  // The session's clock is UTC, so that an instant is compared without its Z.
  compared: (text, kind) => (kind === 'instant' ? text.replace(/Z$/, '') : integerOr(text, kind)),
};

const sqlserver: Dialect = {
  quote: (name) => `[${name.replaceAll(']', ']]')}]`,
  parameter: (number, kind) => {
    if (kind === 'instant') return `CONVERT(datetimeoffset(7), @p${number}, 127)`;
    return kind === 'local' ? `CONVERT(datetime2(7), @p${number}, 126)` : `@p${number}`;
  },
  selected: (quoted, kind) => {
    if (kind === 'instant') return `CONVERT(varchar(40), ${quoted}, 127)`;
    return kind === 'local' ? `CONVERT(varchar(40), CONVERT(datetime2(7), ${quoted}), 126)` : quoted;
  },
  limited: (select, limit) => `SELECT TOP (${limit}) ${select}`,
  moment: (ms, kind) => (kind === 'instant' ? new Date(ms).toISOString() : new Date(ms).toISOString().slice(0, -1)),
  compared: (text) => text,
};

/** By the name of the database in the agent's file. */
export const DIALECTS = { postgresql, mariadb: mysql, mysql, sqlserver } as const;
export type DatabaseKind = keyof typeof DIALECTS;
