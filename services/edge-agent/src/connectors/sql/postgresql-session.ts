import { openForeignSession } from '#platform/postgres/foreign-session.js';
import type { ColumnKind, SessionOptions, SourceRow, SourceSession } from './source-session.js';

/** By the type's number in the catalogue of PostgreSQL. */
const KINDS: Readonly<Record<number, ColumnKind>> = {
  20: 'number',
  21: 'number',
  23: 'number',
  1114: 'local',
  1184: 'instant',
  1700: 'number',
};
const BOOLEAN = 16;

/** A session with PostgreSQL. @throws the error of the driver */
export async function openPostgresqlSession(options: SessionOptions): Promise<SourceSession> {
  const session = await openForeignSession(options);
  return {
    columns: async ({ text, values }) =>
      (await session.read(text, values)).columns.map(({ name, oid }) => ({ name, kind: KINDS[oid] ?? 'other' })),
    rows: async ({ text, values }) => {
      const { columns, rows } = await session.read(text, values);
      const isBoolean = columns.map(({ oid }) => oid === BOOLEAN);
      if (!isBoolean.includes(true)) return rows;
      return rows.map((row): SourceRow => row.map((cell, index) => (isBoolean[index] === true ? wordOf(cell) : cell)));
    },
    nowMs: async () => {
      const { rows } = await session.read('SELECT extract(epoch FROM clock_timestamp()) * 1000', []);
      return Number(rows[0]?.[0]);
    },
    close: () => session.close(),
  };
}

const wordOf = (cell: string | null): string | null => (cell === null ? null : cell === 't' ? 'true' : 'false');
