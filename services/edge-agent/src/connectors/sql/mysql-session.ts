import { type Connection, createConnection, type FieldPacket, type RowDataPacket } from 'mysql2/promise';
import type { ColumnKind, SessionOptions, SourceSession, Statement } from './source-session.js';

const CONNECT_MS = 10_000;
const LOCK_SECONDS = 5;
/** After the server's own limit; ends what a dead network would keep waiting. */
const NETWORK_SLACK_MS = 10_000;

const TIMESTAMP = 7;
/** By the type's number in the protocol. */
const KINDS: Readonly<Record<number, ColumnKind>> = {
  1: 'number',
  2: 'number',
  3: 'number',
  8: 'number',
  9: 'number',
  [TIMESTAMP]: 'instant',
  12: 'local',
  246: 'number',
};

/** The settings of a session that can only read; each server has its own name for the time limit of a statement. */
const settingsOf = (database: 'mariadb' | 'mysql', seconds: number): readonly string[] => [
  "SET SESSION time_zone = '+00:00'",
  'SET SESSION TRANSACTION READ ONLY',
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  `SET SESSION lock_wait_timeout = ${LOCK_SECONDS}`,
  database === 'mariadb'
    ? `SET SESSION max_statement_time = ${seconds}`
    : `SET SESSION max_execution_time = ${seconds * 1000}`,
];

/** A session with MariaDB or MySQL. @throws the error of the driver */
export async function openMysqlSession(
  database: 'mariadb' | 'mysql',
  { url, statementSeconds, applicationName }: SessionOptions,
): Promise<SourceSession> {
  const connection = await createConnection({
    uri: url,
    connectTimeout: CONNECT_MS,
    enableKeepAlive: true,
    rowsAsArray: true,
    connectAttributes: { program_name: applicationName },
    // Every value as the server writes it, so that no digit of a number or a fraction of a second is lost.
    typeCast: (field) => field.string(),
  });
  // A connection that breaks between statements is found by the next one.
  connection.on('error', () => undefined);
  try {
    for (const setting of settingsOf(database, statementSeconds)) await connection.query(setting);
  } catch (error) {
    connection.destroy();
    throw error;
  }
  const timeout = statementSeconds * 1000 + NETWORK_SLACK_MS;
  const read = (statement: Statement) => query(connection, statement, timeout);
  return {
    columns: async (statement) => {
      const [, fields] = await read(statement);
      return fields.map(({ name, columnType = 0 }) => ({ name, kind: KINDS[columnType] ?? 'other' }));
    },
    rows: async (statement) => {
      const [rows, fields] = await read(statement);
      const isInstant = fields.map(({ columnType }) => columnType === TIMESTAMP);
      return rows.map((row) =>
        row.map((cell, index) => (isInstant[index] === true && cell !== null ? `${cell}Z` : cell)),
      );
    },
    nowMs: async () => {
      const [rows] = await read({ text: 'SELECT UNIX_TIMESTAMP(SYSDATE(3)) * 1000', values: [] });
      return Number(rows[0]?.[0]);
    },
    close: async () => connection.destroy(),
  };
}

async function query(
  connection: Connection,
  { text, values }: Statement,
  timeout: number,
): Promise<[rows: (string | null)[][], fields: FieldPacket[]]> {
  const [rows, fields] = await connection.query<RowDataPacket[][]>({ sql: text, values: [...values], timeout });
  return [rows as unknown as (string | null)[][], fields];
}
